@echo off
rem Double-click this on Windows: it shows the site and forms for its content in your browser. To stop it, close the window.
cd /d "%~dp0"
where py >nul 2>nul && (py -3 build.py edit %* & goto end)
where python >nul 2>nul && (python build.py edit %* & goto end)
echo Microsite needs Python 3.11 or newer. Get it from python.org, install it, and double-click this again.
:end
pause
