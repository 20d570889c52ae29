"""Who may do what?"""

from __future__ import annotations

from lately.accounts.models import Role, User

OWNER, MEMBER, VIEWER = Role.OWNER, Role.MEMBER, Role.VIEWER

ACTIONS: dict[str, frozenset[Role]] = {
    "read": frozenset({OWNER, MEMBER, VIEWER}),  # see customers (a member of `sees` own: only theirs)
    "act": frozenset({OWNER, MEMBER}),  # say "I did it", record a deed, edit a customer
    "import": frozenset({OWNER, MEMBER}),  # read a file in, or take it back
    "write": frozenset({OWNER, MEMBER}),  # write and change contents
    "decide_policy": frozenset({OWNER}),  # change the organisation's numbers
    "publish": frozenset({OWNER}),  # show everybody what was done for all customers
    "invite": frozenset({OWNER}),  # add people, change roles, make links for others, say who we are
    "hand_over": frozenset({OWNER}),  # give customers to somebody else
    "export": frozenset({OWNER}),  # take everything away
    "audit": frozenset({OWNER}),  # read who saw and changed what
}


def may(user: User, action: str) -> bool:
    """Whether the user's role allows the action; raises KeyError for an action that is not in ACTIONS."""
    return user.is_active and user.role in ACTIONS[action]
