@echo off
rem The one entry point on Windows: finds a Python and hands over to bootstrap.py.
setlocal
where py >nul 2>nul && (py -3 "%~dp0bootstrap.py" %* & goto done)
where python >nul 2>nul && (python "%~dp0bootstrap.py" %* & goto done)
echo Lately found no Python 3.11 or newer on this machine. 1>&2
echo It is written in Python and brings everything else itself. 1>&2
echo Install one from python.org or the Microsoft Store and try again. 1>&2
exit /b 1
:done
exit /b %errorlevel%
