# On Windows: the one-folder build, then its installer with Inno Setup 6 (iscc on the path). Not run yet: see
# packaging/README.md. Needs .venv made with Python 3.11 or 3.12 from requirements.lock and torch's CPU build.
$ErrorActionPreference = "Stop"
Set-Location (Join-Path $PSScriptRoot "..\..")
$python = ".venv\Scripts\python.exe"
$version = & $python -c "import app; print(app.__version__)"

& .venv\Scripts\sphinx-build.exe -W -n -q -d docs\_build\doctrees docs docs\_build\html
if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
& $python packaging\build.py
if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
& dist\ucrn-live\ucrn-live.exe selftest
if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
& iscc "/DVersion=$version" packaging\windows\ucrn-live.iss
if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
Write-Output "Wrote dist\ucrn-live-$version-setup.exe"
