<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name></name>
    <message numerus="yes">
        <source>%n kind(s) of loss</source>
        <translation>
            <numerusform>%n kind of loss</numerusform>
            <numerusform>%n kinds of loss</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln picture(s) were replaced by newer ones</source>
        <translation>
            <numerusform>%Ln picture was replaced by a newer one</numerusform>
            <numerusform>%Ln pictures were replaced by newer ones</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln sample(s) of sound</source>
        <translation>
            <numerusform>%Ln sample of sound</numerusform>
            <numerusform>%Ln samples of sound</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln point(s)</source>
        <translation>
            <numerusform>%Ln point</numerusform>
            <numerusform>%Ln points</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln second(s) of speech</source>
        <translation>
            <numerusform>%Ln second of speech</numerusform>
            <numerusform>%Ln seconds of speech</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Export %n sessions</source>
        <translation>
            <numerusform>Export %n session</numerusform>
            <numerusform>Export %n sessions</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more session(s) could not be exported.</source>
        <translation>
            <numerusform>%n more session could not be exported.</numerusform>
            <numerusform>%n more sessions could not be exported.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{files} and %n more</source>
        <translation>
            <numerusform>{files} and %n more</numerusform>
            <numerusform>{files} and %n more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{files} is/are there already.</source>
        <translation>
            <numerusform>{files} is there already.</numerusform>
            <numerusform>{files} are there already.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Importing: {over} of %n file(s) done</source>
        <translation>
            <numerusform>Importing: {over} of %n file done</numerusform>
            <numerusform>Importing: {over} of %n files done</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Imported: %n file(s)</source>
        <translation>
            <numerusform>Imported: %n file</numerusform>
            <numerusform>Imported: %n files</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n failed</source>
        <translation>
            <numerusform>%n failed</numerusform>
            <numerusform>%n failed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Move %n sessions to the trash?</source>
        <translation>
            <numerusform>Move %n session to the trash?</numerusform>
            <numerusform>Move %n sessions to the trash?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln session(s), {total} in all</source>
        <translation>
            <numerusform>%Ln session, {total} in all</numerusform>
            <numerusform>%Ln sessions, {total} in all</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{shown} of %Ln session(s), {total} in all</source>
        <translation>
            <numerusform>{shown} of %Ln session, {total} in all</numerusform>
            <numerusform>{shown} of %Ln sessions, {total} in all</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Stopped after {time}: %Ln point(s)</source>
        <translation>
            <numerusform>Stopped after {time}: %Ln point</numerusform>
            <numerusform>Stopped after {time}: %Ln points</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Baseline {span}: mean {mean},
deviation {deviation}, %Ln point(s)</source>
        <translation>
            <numerusform>Baseline {span}: mean {mean},
deviation {deviation}, %Ln point</numerusform>
            <numerusform>Baseline {span}: mean {mean},
deviation {deviation}, %Ln points</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln word(s)</source>
        <translation>
            <numerusform>%Ln word</numerusform>
            <numerusform>%Ln words</numerusform>
        </translation>
    </message>
</context>
</TS>
