#!/usr/bin/env bash
# On a Mac: the application, signed with the hardened runtime, in a disk image. Not run yet: see packaging/README.md.
# SIGNER names a "Developer ID Application" certificate and NOTARY a profile of notarytool; without them the application
# is signed for this Mac alone.
set -euo pipefail
cd "$(dirname "$0")/../.."
python=.venv/bin/python
version=$("$python" -c 'import app; print(app.__version__)')
application="dist/UCRN Live.app"
image="dist/ucrn-live-$version-$(uname -m).dmg"

.venv/bin/sphinx-build -W -n -q -d docs/_build/doctrees docs docs/_build/html
"$python" packaging/build.py
codesign --force --deep --timestamp --options runtime --entitlements packaging/macos/entitlements.plist \
    --sign "${SIGNER:--}" "$application"
codesign --verify --deep --strict "$application"
rm -f "$image"
hdiutil create -volname "UCRN Live" -srcfolder "$application" -format UDZO "$image"
if [ -n "${NOTARY:-}" ]; then
    xcrun notarytool submit "$image" --keychain-profile "$NOTARY" --wait
    xcrun stapler staple "$image"
fi
"$application/Contents/MacOS/ucrn-live" selftest
echo "Wrote $image"
