; Inno Setup 6: an installer of the one-folder build, for one person, without an administrator. Not run yet: see
; packaging/README.md. Made by packaging/windows/build.ps1, which gives the version.
#ifndef Version
  #error Version is not given: run packaging\windows\build.ps1
#endif

[Setup]
AppId={{9E0C4A0B-6C5D-4D0E-9B57-6B1B2A1E7D11}
AppName=UCRN Live
AppVersion={#Version}
AppPublisher=UCRN Live
DefaultDirName={autopf}\UCRN Live
DefaultGroupName=UCRN Live
DisableProgramGroupPage=yes
PrivilegesRequired=lowest
PrivilegesRequiredOverridesAllowed=dialog
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
LicenseFile=..\..\assets\licences\GPL-3.0.txt
SetupIconFile=..\..\build\icons\ucrn-live.ico
UninstallDisplayIcon={app}\ucrn-live.exe
OutputDir=..\..\dist
OutputBaseFilename=ucrn-live-{#Version}-setup
Compression=lzma2
SolidCompression=yes
WizardStyle=modern

[Languages]
Name: "english"; MessagesFile: "compiler:Default.isl"
Name: "german"; MessagesFile: "compiler:Languages\German.isl"

[Files]
Source: "..\..\dist\ucrn-live\*"; DestDir: "{app}"; Flags: recursesubdirs ignoreversion

[Icons]
Name: "{group}\UCRN Live"; Filename: "{app}\ucrn-live.exe"; WorkingDir: "{userdocs}"

[Run]
Filename: "{app}\ucrn-live.exe"; Description: "{cm:LaunchProgram,UCRN Live}"; Flags: nowait postinstall skipifsilent
