"""Is there a field that nobody filled in, in any dialect that senders use, or a text that only holds the place?"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from lately.words.guard.findings import Found
from lately.words.guard.listings import listed_in
from lately.words.guard.look import Look

_MOST, _LONGEST = 5, 400_000
_THING = (
    r"(?:name|date|amount|company|product|link|url|address|logo|title|salutation|city|phone|email|price|code|number)"
)
_NAME = (
    r"(?:(?:first|last|given|family|sur|full|user|nick|customer|client|contact|recipient|subscriber|company|product|"
    r"business|organi[sz]ation|sender|your|my|vor|nach|kunden|firmen|produkt|absender)[\s_.-]?name|f_?name|l_?name|name|"
    r"salutation|anrede|email(?:[\s_.-]?address)?|vorname|nachname|firma|date|datum|amount|betrag|unsubscribe(?:[\s_]?"
    rf"(?:link|url))?|insert[\s_](?:\w{{1,12}}[\s_]){{0,2}}{_THING}(?:[\s_]here)?|{_THING}[\s_]here|"
    r"your[\s_][\w\s]{2,30}[\s_]here|company[\s_]name,?[\s_]llc|credit[\s_]card[\s_][\w\s]{2,30})"
)
# The merge languages of the usual senders, each as it looks when nobody has filled it.
_DIALECTS = re.compile(
    r"\{\{[^{}\n]{0,120}\}\}"  # Handlebars, Liquid, Jinja, Postmark, Braze, HubSpot, Klaviyo
    r"|\{%[^%\n]{0,120}%\}"  # Jinja, Liquid
    r"|\*\|[^|\n]{1,80}\|\*"  # Mailchimp
    r"|%%[^%\s][^%\n]{0,80}%%"  # Salesforce, ExactTarget, Pardot
    rf"|<<\s?[A-Za-z][^<>\n]{{0,60}}>>|«\s?(?:{_NAME}|[A-Za-z]{{1,30}}_[A-Za-z_]{{1,30}})\s?»"  # word processors
    r"|\$\{[^{}\n]{1,80}\}|#\{[^{}\n]{1,80}\}"  # Java, Ruby, Marketo's beginnings
    r"|<%=?[^%\n]{1,80}%>"  # ERB, ASP
    r"|\[%[^%\]\n]{1,80}%\]"  # Template Toolkit
    rf"|(?<!\w)~{_NAME}~(?!\w)"
    rf"|\[\[?\s?{_NAME}\s?\]\]?(?!\()"  # [FNAME], [First Name]; not the words of a link
    rf"|(?<![\w{{$#]){{\s?{_NAME}\s?}}(?!}})"  # {name}
    rf"|(?<!\w)%{_NAME}%|(?<!\w)__{_NAME}__(?!\w)|(?<![\w$])\$(?:first|last|f|l|user|customer)_?name\b"
    rf"|<\s?(?:first|last|your|customer)[\s_-]?name\s?>",
    re.IGNORECASE,
)
_EMPTY_VALUE = re.compile(
    r"(?:(?<=[Hh]i )|(?<=Dear )|(?<=Hello )|(?<=Hallo )|(?<=Liebe )|(?<=Lieber ))(?:null|undefined|None|NaN|nil|N/A)\b"
    r"|\[object Object\]"
)
_PLACEHOLDER = re.compile(
    r"\b(?:lorem ipsum(?: dolor)?|replace this (?:with|text)|your (?:text|content|copy|message) (?:goes )?here|"
    r"(?:insert|add|put) (?:your )?(?:text|content|copy) here|click (?:here )?to edit this|sample text only|"
    r"hier (?:steht|kommt|steht dann) (?:ihr|dein|der) (?:text|inhalt)|(?:blind|muster|beispiel|platzhalter)text|"
    r"(?:ihren|deinen) text hier (?:einfügen|eingeben)|ersetzen sie diesen text)\b",
    re.IGNORECASE,
)


def check(look: Look) -> Iterator[Found]:
    """Report fields left as they are, and texts that only hold a place, in the subject and the text."""
    seen = list(_unfilled(look))
    yield from seen
    if not seen and look.page:
        yield from _in_links(look)
    for part, text in _parts(look):
        held = _PLACEHOLDER.search(text)
        if held:
            yield Found("placeholder_text", part, held.start(), held.end(), held.group())
            return


def _parts(look: Look) -> tuple[tuple[str, str], ...]:
    return ("subject", look.subject), ("text", look.message.text[:_LONGEST])


def _unfilled(look: Look) -> Iterator[Found]:
    """At most a handful; those that a listing shows on purpose are none."""
    shown = Counter(found.group() for listing in listed_in(look.message) for found in _DIALECTS.finditer(listing))
    seen = 0
    for part, text in _parts(look):
        for found in (*_DIALECTS.finditer(text), *_EMPTY_VALUE.finditer(text)):
            if part == "text" and shown[found.group()]:
                shown[found.group()] -= 1
                continue
            seen += 1
            if seen > _MOST:
                return
            yield Found("unfilled_field", part, found.start(), found.end(), found.group())


def _in_links(look: Look) -> Iterator[Found]:
    """A field in the address of a link is seen only by who presses it."""
    for link in look.page.links if look.page else ():
        found = _DIALECTS.search(link.href)
        if found:
            yield Found("unfilled_field", "html", text=link.href[:200])
            return
