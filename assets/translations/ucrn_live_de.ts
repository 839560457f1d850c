<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name></name>
    <message>
        <source>&amp;Annotate</source>
        <translation>&amp;Anmerken</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>Wiederholen</translation>
    </message>
    <message>
        <source>E&amp;xclude selection</source>
        <translation>&amp;Auswahl ausschließen</translation>
    </message>
    <message>
        <source>Marker &amp;kinds…</source>
        <translation>&amp;Markenarten…</translation>
    </message>
    <message>
        <source>Excluded: does not count</source>
        <translation>Ausgeschlossen: zählt nicht mit</translation>
    </message>
    <message>
        <source>Edit marker…</source>
        <translation>Marke bearbeiten…</translation>
    </message>
    <message>
        <source>Remove marker</source>
        <translation>Marke entfernen</translation>
    </message>
    <message>
        <source>Count this range again</source>
        <translation>Diesen Bereich wieder mitzählen</translation>
    </message>
    <message>
        <source>Markers and excluded ranges</source>
        <translation>Marken und ausgeschlossene Bereiche</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>Label</source>
        <translation>Bezeichnung</translation>
    </message>
    <message>
        <source>Space: Go there</source>
        <translation>Leertaste: Dorthin gehen</translation>
    </message>
    <message>
        <source>Enter: Edit the marker</source>
        <translation>Return: Marke bearbeiten</translation>
    </message>
    <message>
        <source>Alt+Left, Alt+Right: Move the marker by a tenth of a second</source>
        <translation>Alt+Links, Alt+Rechts: Marke um eine Zehntelsekunde verschieben</translation>
    </message>
    <message>
        <source>Del: Remove</source>
        <translation>Entf: Entfernen</translation>
    </message>
    <message>
        <source>Excluded</source>
        <translation>Ausgeschlossen</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Keys 1 to {last} have a kind of marker at first; Annotate &gt; Marker kinds… gives one to others.</source>
        <translation>Anfangs haben die Tasten 1 bis {last} eine Markenart; Anmerken &gt; Markenarten… vergibt weitere.</translation>
    </message>
    <message>
        <source>Marker “{label}” at this moment ({key})</source>
        <translation>Marke „{label}“ in diesem Moment ({key})</translation>
    </message>
    <message>
        <source>Marker {label}</source>
        <translation>Marke {label}</translation>
    </message>
    <message>
        <source>Transcript and markers</source>
        <translation>Transkript und Marken</translation>
    </message>
    <message>
        <source>Transcript</source>
        <translation>Transkript</translation>
    </message>
    <message>
        <source>Markers</source>
        <translation>Marken</translation>
    </message>
    <message>
        <source>Markers ({count})</source>
        <translation>Marken ({count})</translation>
    </message>
    <message>
        <source>put marker</source>
        <translation>(Marke setzen)</translation>
    </message>
    <message>
        <source>exclude range</source>
        <translation>(Bereich ausschließen)</translation>
    </message>
    <message>
        <source>move marker</source>
        <translation>(Marke verschieben)</translation>
    </message>
    <message>
        <source>change marker</source>
        <translation>(Marke ändern)</translation>
    </message>
    <message>
        <source>remove marker</source>
        <translation>(Marke entfernen)</translation>
    </message>
    <message>
        <source>count range again</source>
        <translation>(Bereich wieder mitzählen)</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Recording</source>
        <translation>Aufnahme</translation>
    </message>
    <message>
        <source>Pictures a second</source>
        <translation>Bilder pro Sekunde</translation>
    </message>
    <message>
        <source>Lag</source>
        <translation>Verzögerung</translation>
    </message>
    <message>
        <source>Losses</source>
        <translation>Verluste</translation>
    </message>
    <message>
        <source>Engine</source>
        <translation>Rechenkern</translation>
    </message>
    <message>
        <source>Speech model</source>
        <translation>Spracherkennung</translation>
    </message>
    <message>
        <source>PAUSED</source>
        <translation>PAUSIERT</translation>
    </message>
    <message>
        <source>LIVE</source>
        <translation>LIVE</translation>
    </message>
    <message>
        <source>REC PAUSED</source>
        <translation>REC PAUSIERT</translation>
    </message>
    <message>
        <source>REC</source>
        <translation>REC</translation>
    </message>
    <message>
        <source>{rate} fps</source>
        <translation>{rate} Bilder/s</translation>
    </message>
    <message>
        <source>Pictures a second that the camera gives</source>
        <translation>Bilder pro Sekunde, die die Kamera liefert</translation>
    </message>
    <message>
        <source>lag {lag} ms</source>
        <translation>Verzögerung {lag} ms</translation>
    </message>
    <message>
        <source>From the newest sound and picture to the point on the plot</source>
        <translation>Vom neuesten Ton und Bild bis zum Punkt im Diagramm</translation>
    </message>
    <message>
        <source>{engine}, preparing {next}</source>
        <translation>{engine}, {next} wird vorbereitet</translation>
    </message>
    <message>
        <source>What runs the network</source>
        <translation>Womit das Netz gerechnet wird</translation>
    </message>
    <message>
        <source>no speech model</source>
        <translation>keine Spracherkennung</translation>
    </message>
    <message>
        <source>{recognizer}, {seconds} s behind</source>
        <translation>{recognizer}, {seconds} s im Rückstand</translation>
    </message>
    <message>
        <source>What hears the words</source>
        <translation>Wovon die Wörter erkannt werden</translation>
    </message>
    <message>
        <source>lost {what}</source>
        <translation>{what} verloren</translation>
    </message>
    <message>
        <source>no losses</source>
        <translation>keine Verluste</translation>
    </message>
    <message numerus="yes">
        <source>%n kind(s) of loss</source>
        <translation>
            <numerusform>%n Verlustart</numerusform>
            <numerusform>%n Verlustarten</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln picture(s) were replaced by newer ones</source>
        <translation>
            <numerusform>%Ln Bild wurde durch ein neueres ersetzt</numerusform>
            <numerusform>%Ln Bilder wurden durch neuere ersetzt</numerusform>
        </translation>
    </message>
    <message>
        <source>Lost: {what}; {replaced}</source>
        <translation>Verloren: {what}; {replaced}</translation>
    </message>
    <message>
        <source>nothing</source>
        <translation>nichts</translation>
    </message>
    <message>
        <source>The machine does not keep up: close other programs, or choose a smaller speech model.</source>
        <translation>Der Rechner kommt nicht nach: Schließen Sie andere Programme oder wählen Sie ein kleineres Modell der Spracherkennung.</translation>
    </message>
    <message>
        <source>REC pictures and sound</source>
        <translation>REC Bild und Ton</translation>
    </message>
    <message>
        <source>Recording {name}, with pictures and sound</source>
        <translation>Aufnahme {name}, mit Bild und Ton</translation>
    </message>
    <message>
        <source>REC pictures</source>
        <translation>REC Bild</translation>
    </message>
    <message>
        <source>Recording {name}, with pictures</source>
        <translation>Aufnahme {name}, mit Bild</translation>
    </message>
    <message>
        <source>REC sound</source>
        <translation>REC Ton</translation>
    </message>
    <message>
        <source>Recording {name}, with sound</source>
        <translation>Aufnahme {name}, mit Ton</translation>
    </message>
    <message>
        <source>REC measures only</source>
        <translation>REC nur Messwerte</translation>
    </message>
    <message>
        <source>Recording {name}, neither pictures nor sound</source>
        <translation>Aufnahme {name}, ohne Bild und Ton</translation>
    </message>
    <message numerus="yes">
        <source>%Ln sample(s) of sound</source>
        <translation>
            <numerusform>%Ln Tonabtastwert</numerusform>
            <numerusform>%Ln Tonabtastwerte</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln point(s)</source>
        <translation>
            <numerusform>%Ln Punkt</numerusform>
            <numerusform>%Ln Punkte</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln second(s) of speech</source>
        <translation>
            <numerusform>%Ln Sekunde Sprache</numerusform>
            <numerusform>%Ln Sekunden Sprache</numerusform>
        </translation>
    </message>
    <message>
        <source>Picture of the clip</source>
        <translation>Bild des Clips</translation>
    </message>
    <message>
        <source>Keep in the library</source>
        <translation>In der Bibliothek behalten</translation>
    </message>
    <message>
        <source>Analyse this file into a session in the library, to be replayed, marked and exported</source>
        <translation>Diese Datei als Sitzung in die Bibliothek aufnehmen, um sie wiederzugeben, zu markieren und zu exportieren</translation>
    </message>
    <message>
        <source>Picture and sound of this clip cannot be played here ({why}).</source>
        <translation>Bild und Ton dieses Clips lassen sich hier nicht abspielen ({why}).</translation>
    </message>
    <message>
        <source>Loading the picture…</source>
        <translation>Bild wird geladen…</translation>
    </message>
    <message>
        <source>No picture in this file</source>
        <translation>Diese Datei hat kein Bild</translation>
    </message>
    <message>
        <source>No sound device: playing silently</source>
        <translation>Kein Tongerät: stumm</translation>
    </message>
    <message>
        <source>Preparing the analysis…</source>
        <translation>Analyse wird vorbereitet…</translation>
    </message>
    <message>
        <source>Engine: {name}</source>
        <translation>Rechenkern: {name}</translation>
    </message>
    <message>
        <source>Analysed {share}, {seconds} s ahead of the playback</source>
        <translation>{share} analysiert, {seconds} s vor der Wiedergabe</translation>
    </message>
    <message>
        <source>The analysis ended early</source>
        <translation>Die Analyse endete vorzeitig</translation>
    </message>
    <message>
        <source>Speech: {name}</source>
        <translation>Spracherkennung: {name}</translation>
    </message>
    <message>
        <source>no recognizer</source>
        <translation>keine Spracherkennung</translation>
    </message>
    <message>
        <source>Analysed in {seconds} s, {speed} × real time</source>
        <translation>Analysiert in {seconds} s, {speed} × Echtzeit</translation>
    </message>
    <message>
        <source>Level of the microphone</source>
        <translation>Pegel des Mikrofons</translation>
    </message>
    <message>
        <source>{level} dB of full scale</source>
        <translation>{level} dBFS</translation>
    </message>
    <message>
        <source>No sound</source>
        <translation>Kein Ton</translation>
    </message>
    <message>
        <source>Microphone</source>
        <translation>Mikrofon</translation>
    </message>
    <message>
        <source>Camera</source>
        <translation>Kamera</translation>
    </message>
    <message>
        <source>System&apos;s choice</source>
        <translation>Vom System gewählt</translation>
    </message>
    <message>
        <source>No microphone</source>
        <translation>Kein Mikrofon</translation>
    </message>
    <message>
        <source>First camera</source>
        <translation>Erste Kamera</translation>
    </message>
    <message>
        <source>Address of a stream…</source>
        <translation>Adresse eines Streams…</translation>
    </message>
    <message>
        <source>No camera</source>
        <translation>Keine Kamera</translation>
    </message>
    <message>
        <source>Address of the stream, as http://192.168.1.20/video:</source>
        <translation>Adresse des Streams, z. B. http://192.168.1.20/video:</translation>
    </message>
    <message>
        <source>Camera {number}</source>
        <translation>Kamera {number}</translation>
    </message>
    <message>
        <source>from</source>
        <translation>von</translation>
    </message>
    <message>
        <source>to</source>
        <translation>bis</translation>
    </message>
    <message>
        <source>m:ss</source>
        <translation>m:ss</translation>
    </message>
    <message>
        <source>The range from {start} to {end} is empty: its end must be later than its start.</source>
        <translation>Der Bereich von {start} bis {end} ist leer: Das Ende muss nach dem Anfang liegen.</translation>
    </message>
    <message>
        <source>Export {session}</source>
        <translation>{session} exportieren</translation>
    </message>
    <message>
        <source>as it was known at the moment</source>
        <translation>wie es im jeweiligen Moment bekannt war</translation>
    </message>
    <message>
        <source>in media time</source>
        <translation>nach Medienzeit</translation>
    </message>
    <message>
        <source>The whole session</source>
        <translation>Die ganze Sitzung</translation>
    </message>
    <message numerus="yes">
        <source>Export %n sessions</source>
        <translation>
            <numerusform>%n Sitzung exportieren</numerusform>
            <numerusform>%n Sitzungen exportieren</numerusform>
        </translation>
    </message>
    <message>
        <source>Only</source>
        <translation>Nur</translation>
    </message>
    <message>
        <source>Beginning of the range</source>
        <translation>Anfang des Bereichs</translation>
    </message>
    <message>
        <source>End of the range</source>
        <translation>Ende des Bereichs</translation>
    </message>
    <message>
        <source>Leave excluded ranges out</source>
        <translation>Ausgeschlossene Bereiche weglassen</translation>
    </message>
    <message>
        <source>Tables ({formats}) on a regular grid</source>
        <translation>Tabellen ({formats}) in regelmäßigem Raster</translation>
    </message>
    <message>
        <source>Rows a second</source>
        <translation>Zeilen pro Sekunde</translation>
    </message>
    <message>
        <source>Sentiment against a baseline, as z-scores</source>
        <translation>Sentiment gegenüber einer Basislinie, als z-Werte</translation>
    </message>
    <message>
        <source>Beginning of the baseline</source>
        <translation>Anfang der Basislinie</translation>
    </message>
    <message>
        <source>End of the baseline</source>
        <translation>Ende der Basislinie</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>Im Ordner zeigen</translation>
    </message>
    <message>
        <source>There is no folder {folder}: choose another one.</source>
        <translation>Den Ordner {folder} gibt es nicht: Wählen Sie einen anderen.</translation>
    </message>
    <message>
        <source>Writing…</source>
        <translation>Wird geschrieben…</translation>
    </message>
    <message>
        <source>Nothing was exported: {why}</source>
        <translation>Nichts wurde exportiert: {why}</translation>
    </message>
    <message>
        <source>Wrote {files}.</source>
        <translation>Geschrieben: {files}.</translation>
    </message>
    <message numerus="yes">
        <source>%n more session(s) could not be exported.</source>
        <translation>
            <numerusform>%n weitere Sitzung konnte nicht exportiert werden.</numerusform>
            <numerusform>%n weitere Sitzungen konnten nicht exportiert werden.</numerusform>
        </translation>
    </message>
    <message>
        <source>Replace files</source>
        <translation>Dateien ersetzen</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>Ersetzen</translation>
    </message>
    <message>
        <source>live where there is one, else settled</source>
        <translation>live, wo vorhanden, sonst settled</translation>
    </message>
    <message>
        <source>Folder for the export</source>
        <translation>Ordner für den Export</translation>
    </message>
    <message>
        <source>The selection, {start} to {end}</source>
        <translation>Die Auswahl, {start} bis {end}</translation>
    </message>
    <message>
        <source>rows a second</source>
        <translation>Zeilen pro Sekunde</translation>
    </message>
    <message>
        <source>Browse…</source>
        <translation>Durchsuchen…</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <source>Formats</source>
        <translation>Formate</translation>
    </message>
    <message>
        <source>Timeline</source>
        <translation>Zeitverlauf</translation>
    </message>
    <message>
        <source>What</source>
        <comment>is exported</comment>
        <translation>Was</translation>
    </message>
    <message>
        <source>{text} is no rate; write rows a second, up to {most}.</source>
        <translation>{text} ist keine Rate; geben Sie Zeilen pro Sekunde an, höchstens {most}.</translation>
    </message>
    <message numerus="yes">
        <source>{files} and %n more</source>
        <translation>
            <numerusform>{files} und %n weitere</numerusform>
            <numerusform>{files} und %n weitere</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{files} is/are there already.</source>
        <translation>
            <numerusform>{files} ist bereits vorhanden.</numerusform>
            <numerusform>{files} sind bereits vorhanden.</numerusform>
        </translation>
    </message>
    <message>
        <source>{text} is no time; write seconds (90), m:ss (1:30) or h:mm:ss.</source>
        <translation>{text} ist keine Zeit; schreiben Sie Sekunden (90), m:ss (1:30) oder h:mm:ss.</translation>
    </message>
    <message>
        <source>&amp;Manual</source>
        <translation>&amp;Handbuch</translation>
    </message>
    <message>
        <source>&amp;First-run guide</source>
        <translation>&amp;Erste Schritte</translation>
    </message>
    <message>
        <source>&amp;Keyboard shortcuts</source>
        <translation>&amp;Tastenkürzel</translation>
    </message>
    <message>
        <source>Open the &amp;logs folder</source>
        <translation>&amp;Protokollordner öffnen</translation>
    </message>
    <message>
        <source>Li&amp;cences</source>
        <translation>Li&amp;zenzen</translation>
    </message>
    <message>
        <source>&amp;About UCRN Live</source>
        <translation>Ü&amp;ber UCRN Live</translation>
    </message>
    <message>
        <source>The manual was not built here: run “make manual” in the folder of the source, then open it again.</source>
        <translation>Das Handbuch wurde hier nicht erstellt: Führen Sie „make manual“ im Quelltextordner aus und öffnen Sie es dann noch einmal.</translation>
    </message>
    <message>
        <source>No browser opened the manual; its first page is {page}.</source>
        <translation>Kein Browser hat das Handbuch geöffnet; seine erste Seite ist {page}.</translation>
    </message>
    <message>
        <source>About UCRN Live</source>
        <translation>Über UCRN Live</translation>
    </message>
    <message>
        <source>Sentiment of a speaker from words, voice and face, on your own machine.&lt;br&gt;&lt;br&gt;The source is licensed under Apache-2.0.&lt;br&gt;The weights, {weights}, are for non-commercial research use.&lt;br&gt;&lt;br&gt;It tells what words, voice and face look like to raters, not what a person feels. Inferring emotions at work or in education is prohibited or restricted in the EU (AI Act, Article 5).</source>
        <translation>Sentiment einer sprechenden Person aus Worten, Stimme und Gesicht, auf Ihrem eigenen Rechner.&lt;br&gt;&lt;br&gt;Der Quelltext steht unter der Lizenz Apache-2.0.&lt;br&gt;Die Gewichte, {weights}, sind für nichtkommerzielle Forschung bestimmt.&lt;br&gt;&lt;br&gt;Angezeigt wird, wie Worte, Stimme und Gesicht auf Beurteilende wirken, nicht, was eine Person fühlt. Aus Daten auf Emotionen am Arbeitsplatz oder in Bildungseinrichtungen zu schließen, ist in der EU verboten oder eingeschränkt (KI-Verordnung, Artikel 5).</translation>
    </message>
    <message>
        <source>Cancel this file</source>
        <translation>Diese Datei abbrechen</translation>
    </message>
    <message>
        <source>Progress of all imports</source>
        <translation>Fortschritt aller Importe</translation>
    </message>
    <message>
        <source>Imports</source>
        <translation>Importe</translation>
    </message>
    <message>
        <source>Del: Cancel the import of this file</source>
        <translation>Entf: Import dieser Datei abbrechen</translation>
    </message>
    <message numerus="yes">
        <source>Importing: {over} of %n file(s) done</source>
        <translation>
            <numerusform>Import: {over} von %n Datei fertig</numerusform>
            <numerusform>Import: {over} von %n Dateien fertig</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Imported: %n file(s)</source>
        <translation>
            <numerusform>Importiert: %n Datei</numerusform>
            <numerusform>Importiert: %n Dateien</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n failed</source>
        <translation>
            <numerusform>%n fehlgeschlagen</numerusform>
            <numerusform>%n fehlgeschlagen</numerusform>
        </translation>
    </message>
    <message>
        <source>Cancel all</source>
        <translation>Alle abbrechen</translation>
    </message>
    <message>
        <source>Clear</source>
        <comment>a list</comment>
        <translation>Leeren</translation>
    </message>
    <message>
        <source>starting</source>
        <translation>beginnt</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>fehlgeschlagen</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>wartet</translation>
    </message>
    <message>
        <source>done</source>
        <translation>fertig</translation>
    </message>
    <message>
        <source>was there already</source>
        <translation>war schon vorhanden</translation>
    </message>
    <message>
        <source>cancelled</source>
        <translation>abgebrochen</translation>
    </message>
    <message>
        <source>Video and sound ({patterns});;All files (*)</source>
        <translation>Video und Ton ({patterns});;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Import files…</source>
        <translation>Dateien importieren…</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>Bereit</translation>
    </message>
    <message>
        <source>Live analysis</source>
        <translation>Live-Analyse</translation>
    </message>
    <message>
        <source>Open the manual</source>
        <translation>Handbuch öffnen</translation>
    </message>
    <message>
        <source>This is what works on this machine now:</source>
        <translation>Das funktioniert auf diesem Rechner jetzt:</translation>
    </message>
    <message>
        <source>Begin with the sample, a clip of 18 seconds, or with yourself.</source>
        <translation>Beginnen Sie mit dem Beispiel, einem Clip von 18 Sekunden, oder mit sich selbst.</translation>
    </message>
    <message>
        <source>This guide is found again under Help &gt; First-run guide.</source>
        <translation>Diese Einführung finden Sie wieder unter Hilfe &gt; Erste Schritte.</translation>
    </message>
    <message>
        <source>works</source>
        <translation>funktioniert</translation>
    </message>
    <message>
        <source>could be better</source>
        <translation>könnte besser sein</translation>
    </message>
    <message>
        <source>Looking…</source>
        <translation>Wird geprüft…</translation>
    </message>
    <message>
        <source>Reading the library…</source>
        <translation>Bibliothek wird gelesen…</translation>
    </message>
    <message>
        <source>No sessions yet</source>
        <translation>Noch keine Sitzungen</translation>
    </message>
    <message>
        <source>Recordings of live runs and imported media appear here. They lie in {folder}. Drop video or sound files on this page to import them.</source>
        <translation>Hier erscheinen Aufnahmen von Live-Analysen und importierte Medien. Sie liegen in {folder}. Ziehen Sie Video- oder Tondateien auf diese Seite, um sie zu importieren.</translation>
    </message>
    <message>
        <source>Searching what was said for “{text}”…</source>
        <translation>Gesagtes wird nach „{text}“ durchsucht…</translation>
    </message>
    <message>
        <source>Nothing matches “{text}”</source>
        <translation>Kein Treffer für „{text}“</translation>
    </message>
    <message>
        <source>All words of a search must be in a session&apos;s name or in what was said.</source>
        <translation>Alle Suchwörter müssen im Namen einer Sitzung oder im Gesagten vorkommen.</translation>
    </message>
    <message numerus="yes">
        <source>Move %n sessions to the trash?</source>
        <translation>
            <numerusform>%n Sitzung in den Papierkorb verschieben?</numerusform>
            <numerusform>%n Sitzungen in den Papierkorb verschieben?</numerusform>
        </translation>
    </message>
    <message>
        <source>Move “{name}” to the trash?</source>
        <translation>„{name}“ in den Papierkorb verschieben?</translation>
    </message>
    <message>
        <source>Move to trash</source>
        <translation>In den Papierkorb</translation>
    </message>
    <message>
        <source>It can be restored from there. Media that lie elsewhere stay where they are.</source>
        <translation>Von dort lässt sich alles wiederherstellen. Medien, die anderswo liegen, bleiben, wo sie sind.</translation>
    </message>
    <message numerus="yes">
        <source>%Ln session(s), {total} in all</source>
        <translation>
            <numerusform>%Ln Sitzung, insgesamt {total}</numerusform>
            <numerusform>%Ln Sitzungen, insgesamt {total}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{shown} of %Ln session(s), {total} in all</source>
        <translation>
            <numerusform>{shown} von %Ln Sitzung, insgesamt {total}</numerusform>
            <numerusform>{shown} von %Ln Sitzungen, insgesamt {total}</numerusform>
        </translation>
    </message>
    <message>
        <source>Import media</source>
        <translation>Medien importieren</translation>
    </message>
    <message>
        <source>Import all media of a folder</source>
        <translation>Alle Medien eines Ordners importieren</translation>
    </message>
    <message>
        <source>Where is {file} now? It is looked for in this folder</source>
        <translation>Wo ist {file} jetzt? In diesem Ordner wird gesucht</translation>
    </message>
    <message>
        <source>the file</source>
        <translation>die Datei</translation>
    </message>
    <message>
        <source>Library</source>
        <translation>Bibliothek</translation>
    </message>
    <message>
        <source>Search names and what was said</source>
        <translation>Namen und Gesagtes durchsuchen</translation>
    </message>
    <message>
        <source>Search names and transcripts</source>
        <translation>Namen und Transkripte durchsuchen</translation>
    </message>
    <message>
        <source>Import…</source>
        <translation>Importieren…</translation>
    </message>
    <message>
        <source>Files…</source>
        <translation>Dateien…</translation>
    </message>
    <message>
        <source>Folder…</source>
        <translation>Ordner…</translation>
    </message>
    <message>
        <source>Copy media into the sessions</source>
        <translation>Medien in die Sitzungen kopieren</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>Exportieren…</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>Umbenennen</translation>
    </message>
    <message>
        <source>Find moved media…</source>
        <translation>Medien suchen…</translation>
    </message>
    <message>
        <source>Move to trash…</source>
        <translation>In den Papierkorb…</translation>
    </message>
    <message>
        <source>Stop looking for the media</source>
        <translation>Suche nach den Medien beenden</translation>
    </message>
    <message>
        <source>Name of the session</source>
        <translation>Name der Sitzung</translation>
    </message>
    <message>
        <source>at {time}</source>
        <translation>bei {time}</translation>
    </message>
    <message>
        <source>being written</source>
        <translation>wird geschrieben</translation>
    </message>
    <message>
        <source>live</source>
        <translation>live</translation>
    </message>
    <message>
        <source>analysed</source>
        <translation>analysiert</translation>
    </message>
    <message>
        <source>incomplete</source>
        <translation>unvollständig</translation>
    </message>
    <message>
        <source>media not found</source>
        <translation>Medien fehlen</translation>
    </message>
    <message>
        <source>no media</source>
        <translation>ohne Medien</translation>
    </message>
    <message>
        <source>Sessions</source>
        <translation>Sitzungen</translation>
    </message>
    <message>
        <source>Enter: Open the session</source>
        <translation>Return: Sitzung öffnen</translation>
    </message>
    <message>
        <source>F2: Rename it</source>
        <translation>F2: Umbenennen</translation>
    </message>
    <message>
        <source>Del: Move it to the trash</source>
        <translation>Entf: In den Papierkorb verschieben</translation>
    </message>
    <message>
        <source>Session</source>
        <translation>Sitzung</translation>
    </message>
    <message>
        <source>Recorded</source>
        <translation>Aufgenommen</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>Länge</translation>
    </message>
    <message>
        <source>Sentiment</source>
        <translation>Sentiment</translation>
    </message>
    <message>
        <source>Mean</source>
        <translation>Mittel</translation>
    </message>
    <message>
        <source>Lowest</source>
        <translation>Tiefster</translation>
    </message>
    <message>
        <source>Highest</source>
        <translation>Höchster</translation>
    </message>
    <message>
        <source>{sentiment} at {time}</source>
        <translation>{sentiment} bei {time}</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Starten</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>Aufnehmen</translation>
    </message>
    <message>
        <source>Save run</source>
        <translation>Lauf speichern</translation>
    </message>
    <message>
        <source>Begin a run with these devices (Ctrl+Return)</source>
        <translation>Eine Analyse mit diesen Geräten beginnen (Strg+Return)</translation>
    </message>
    <message>
        <source>Give the devices back for a while, or take them again (P)</source>
        <translation>Die Geräte eine Weile freigeben oder wieder verwenden (P)</translation>
    </message>
    <message>
        <source>End the run (Ctrl+.)</source>
        <translation>Die Analyse beenden (Strg+.)</translation>
    </message>
    <message>
        <source>Store the points, words and events of the run that ended as a session. It holds neither pictures, sound nor feature steps: it can be replayed and exported, and not be analysed anew</source>
        <translation>Punkte, Wörter und Ereignisse der beendeten Analyse als Sitzung speichern. Sie enthält weder Bild noch Ton noch Merkmale: Sie lässt sich wiedergeben und exportieren, aber nicht erneut analysieren</translation>
    </message>
    <message>
        <source>Time since the start</source>
        <translation>Zeit seit dem Beginn</translation>
    </message>
    <message>
        <source>Use {modality}</source>
        <translation>{modality} verwenden</translation>
    </message>
    <message>
        <source>Leave {modality} out, or use it again</source>
        <translation>{modality} weglassen oder wieder verwenden</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>End recording</source>
        <translation>Aufnahme beenden</translation>
    </message>
    <message>
        <source>Store pictures, sound and what is measured (Ctrl+R)</source>
        <translation>Bild, Ton und Messwerte speichern (Strg+R)</translation>
    </message>
    <message>
        <source>Store what is measured, neither pictures nor sound (Ctrl+R)</source>
        <translation>Messwerte speichern, ohne Bild und Ton (Strg+R)</translation>
    </message>
    <message>
        <source>Pause or resume</source>
        <translation>Anhalten oder fortsetzen</translation>
    </message>
    <message>
        <source>Record or end the recording</source>
        <translation>Aufnahme beginnen oder beenden</translation>
    </message>
    <message>
        <source>Record pictures and sound</source>
        <translation>Bild und Ton aufnehmen</translation>
    </message>
    <message>
        <source>Consent note…</source>
        <translation>Einwilligungsvermerk…</translation>
    </message>
    <message>
        <source>Speech model of the next run</source>
        <translation>Spracherkennung der nächsten Analyse</translation>
    </message>
    <message>
        <source>The best that is fast enough</source>
        <translation>Das beste Modell, das schnell genug ist</translation>
    </message>
    <message>
        <source>Engine of the next run</source>
        <translation>Rechenkern der nächsten Analyse</translation>
    </message>
    <message>
        <source>The fastest</source>
        <translation>Der schnellste</translation>
    </message>
    <message>
        <source>What the people who are recorded agreed to, kept with each recording from now on:</source>
        <translation>Worin die aufgenommenen Personen eingewilligt haben; wird von jetzt an mit jeder Aufnahme gespeichert:</translation>
    </message>
    <message>
        <source>Consent note</source>
        <translation>Einwilligungsvermerk</translation>
    </message>
    <message>
        <source>Camera and microphone</source>
        <translation>Kamera und Mikrofon</translation>
    </message>
    <message>
        <source>Picture of the camera</source>
        <translation>Kamerabild</translation>
    </message>
    <message>
        <source>Choose what live analysis looks at and listens to. Sit so that your face is well lit and seen from the front, and say a few words: the bar beside the microphone moves.</source>
        <translation>Wählen Sie, womit die Live-Analyse sieht und hört. Setzen Sie sich so, dass Ihr Gesicht gut beleuchtet und von vorn zu sehen ist, und sagen Sie ein paar Worte: Der Balken neben dem Mikrofon schlägt aus.</translation>
    </message>
    <message>
        <source>Nothing is analysed or stored here.</source>
        <translation>Hier wird nichts analysiert oder gespeichert.</translation>
    </message>
    <message>
        <source>Opening the devices…</source>
        <translation>Geräte werden geöffnet…</translation>
    </message>
    <message>
        <source>The microphone hears you.</source>
        <translation>Das Mikrofon hört Sie.</translation>
    </message>
    <message>
        <source>Say something…</source>
        <translation>Sagen Sie etwas…</translation>
    </message>
    <message>
        <source>While it records, the keys 1 to 9 put markers.</source>
        <translation>Während der Aufnahme setzen die Tasten 1 bis 9 Marken.</translation>
    </message>
    <message>
        <source>Opening the camera…</source>
        <translation>Kamera wird geöffnet…</translation>
    </message>
    <message>
        <source>Opening the file…</source>
        <translation>Datei wird geöffnet…</translation>
    </message>
    <message>
        <source>Loading the models…</source>
        <translation>Modelle werden geladen…</translation>
    </message>
    <message>
        <source>A trial of this machine</source>
        <translation>Probelauf auf diesem Rechner</translation>
    </message>
    <message>
        <source>The trial is running</source>
        <translation>Der Probelauf läuft</translation>
    </message>
    <message>
        <source>The program can run its network in several ways, and hear words with several models. This tries all that are installed here, and live analysis uses the fastest way and the most accurate model that keeps up. It takes from seconds to some minutes; without it, the first run does the same.</source>
        <translation>Das Programm kann sein Netz auf mehrere Arten rechnen und Wörter mit mehreren Modellen erkennen. Hier wird alles probiert, was installiert ist; die Live-Analyse verwendet dann die schnellste Art und das genaueste Modell, das mithält. Das dauert Sekunden bis einige Minuten; sonst geschieht es bei der ersten Analyse.</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>Abgebrochen</translation>
    </message>
    <message>
        <source>Stopping…</source>
        <translation>Wird beendet…</translation>
    </message>
    <message>
        <source>It can start when this is done, which would make the times wrong: {work}.</source>
        <translation>Er kann beginnen, wenn dies erledigt ist, denn es würde die Zeiten verfälschen: {work}.</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Noch einmal</translation>
    </message>
    <message>
        <source>Start the trial</source>
        <translation>Probelauf starten</translation>
    </message>
    <message>
        <source>{time} ms</source>
        <translation>{time} ms</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>Netz</translation>
    </message>
    <message>
        <source>not timed: the only one that works here</source>
        <translation>nicht gemessen: der einzige, der hier läuft</translation>
    </message>
    <message>
        <source>does not run here</source>
        <translation>läuft hier nicht</translation>
    </message>
    <message>
        <source>keeps up</source>
        <translation>hält mit</translation>
    </message>
    <message>
        <source>too slow for live speech</source>
        <translation>zu langsam für Live-Sprache</translation>
    </message>
    <message>
        <source>15 s of speech in {time} s: {verdict}</source>
        <translation>15 s Sprache in {time} s: {verdict}</translation>
    </message>
    <message>
        <source>Speech</source>
        <translation>Spracherkennung</translation>
    </message>
    <message>
        <source>Loading…</source>
        <translation>Wird geladen…</translation>
    </message>
    <message>
        <source>Trying the engine {name}…</source>
        <translation>Rechenkern {name} wird probiert…</translation>
    </message>
    <message>
        <source>Timing the speech model {name}…</source>
        <translation>Spracherkennung {name} wird gemessen…</translation>
    </message>
    <message>
        <source>Saving…</source>
        <translation>Wird gespeichert…</translation>
    </message>
    <message>
        <source>Markers are stored with a recording: press Record first.</source>
        <translation>Marken werden mit einer Aufnahme gespeichert: Drücken Sie zuerst „Aufnehmen“.</translation>
    </message>
    <message>
        <source>No picture</source>
        <translation>Kein Bild</translation>
    </message>
    <message>
        <source>opening the devices…</source>
        <translation>Geräte werden geöffnet…</translation>
    </message>
    <message>
        <source>no devices</source>
        <translation>keine Geräte</translation>
    </message>
    <message>
        <source>ready</source>
        <translation>bereit</translation>
    </message>
    <message>
        <source>Paused: the camera is closed</source>
        <translation>Pause: Die Kamera ist geschlossen</translation>
    </message>
    <message>
        <source>starting…</source>
        <translation>beginnt…</translation>
    </message>
    <message numerus="yes">
        <source>Stopped after {time}: %Ln point(s)</source>
        <translation>
            <numerusform>Beendet nach {time}: %Ln Punkt</numerusform>
            <numerusform>Beendet nach {time}: %Ln Punkte</numerusform>
        </translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>Abgebrochen</translation>
    </message>
    <message>
        <source>Recorded in part: {folder}</source>
        <translation>Teilweise aufgenommen: {folder}</translation>
    </message>
    <message>
        <source>Recorded: {folder}</source>
        <translation>Aufgenommen: {folder}</translation>
    </message>
    <message>
        <source>Saved: {folder}</source>
        <translation>Gespeichert: {folder}</translation>
    </message>
    <message>
        <source>Blue</source>
        <translation>Blau</translation>
    </message>
    <message>
        <source>Yellow</source>
        <translation>Gelb</translation>
    </message>
    <message>
        <source>Red</source>
        <translation>Rot</translation>
    </message>
    <message>
        <source>Purple</source>
        <translation>Violett</translation>
    </message>
    <message>
        <source>Green</source>
        <translation>Grün</translation>
    </message>
    <message>
        <source>Light blue</source>
        <translation>Hellblau</translation>
    </message>
    <message>
        <source>Grey</source>
        <translation>Grau</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Notiz</translation>
    </message>
    <message>
        <source>Highlight</source>
        <translation>Höhepunkt</translation>
    </message>
    <message>
        <source>Problem</source>
        <translation>Problem</translation>
    </message>
    <message>
        <source>Question</source>
        <translation>Frage</translation>
    </message>
    <message>
        <source>Task</source>
        <translation>Aufgabe</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>Farbe</translation>
    </message>
    <message>
        <source>Other…</source>
        <translation>Andere…</translation>
    </message>
    <message>
        <source>Colour: {name}</source>
        <translation>Farbe: {name}</translation>
    </message>
    <message>
        <source>Colour of the marker</source>
        <translation>Farbe der Marke</translation>
    </message>
    <message>
        <source>Marker kinds</source>
        <translation>Markenarten</translation>
    </message>
    <message>
        <source>Label on key {key}</source>
        <translation>Bezeichnung auf Taste {key}</translation>
    </message>
    <message>
        <source>nothing on this key</source>
        <translation>nichts auf dieser Taste</translation>
    </message>
    <message>
        <source>A key from 1 to 9 puts its marker at the present moment. Markers that are there stay.</source>
        <translation>Eine Taste von 1 bis 9 setzt ihre Marke im gegenwärtigen Moment. Vorhandene Marken bleiben.</translation>
    </message>
    <message>
        <source>Marker</source>
        <translation>Marke</translation>
    </message>
    <message>
        <source>&amp;Live analysis</source>
        <translation>&amp;Live-Analyse</translation>
    </message>
    <message>
        <source>Li&amp;brary</source>
        <translation>&amp;Bibliothek</translation>
    </message>
    <message>
        <source>&amp;Open…</source>
        <translation>Ö&amp;ffnen…</translation>
    </message>
    <message>
        <source>Ope&amp;n session…</source>
        <translation>&amp;Sitzung öffnen…</translation>
    </message>
    <message>
        <source>Play the &amp;sample</source>
        <translation>Beis&amp;piel abspielen</translation>
    </message>
    <message>
        <source>Open &amp;recent</source>
        <translation>&amp;Zuletzt geöffnet</translation>
    </message>
    <message>
        <source>&amp;Export…</source>
        <translation>E&amp;xportieren…</translation>
    </message>
    <message>
        <source>&amp;Analyse again…</source>
        <translation>Erneut &amp;analysieren…</translation>
    </message>
    <message>
        <source>Sto&amp;p analysing again</source>
        <translation>Erneute Analyse abbre&amp;chen</translation>
    </message>
    <message>
        <source>Se&amp;ttings…</source>
        <translation>E&amp;instellungen…</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>B&amp;eenden</translation>
    </message>
    <message>
        <source>What is shown of this file is not stored. Keep it in the library, and export it from there.</source>
        <translation>Was von dieser Datei angezeigt wird, ist nicht gespeichert. Behalten Sie sie in der Bibliothek und exportieren Sie von dort.</translation>
    </message>
    <message>
        <source>Choose in the list what is to be exported: Ctrl or Shift and a click choose several.</source>
        <translation>Wählen Sie in der Liste, was exportiert werden soll: Strg oder Umschalt und ein Klick wählen mehrere.</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>Abspielen</translation>
    </message>
    <message>
        <source>Mute</source>
        <translation>Ton aus</translation>
    </message>
    <message>
        <source>5 seconds back</source>
        <translation>5 Sekunden zurück</translation>
    </message>
    <message>
        <source>5 seconds forward</source>
        <translation>5 Sekunden vor</translation>
    </message>
    <message>
        <source>To the beginning</source>
        <translation>Zum Anfang</translation>
    </message>
    <message>
        <source>Face outline</source>
        <translation>Gesichtsumriss</translation>
    </message>
    <message>
        <source>Plot the whole clip</source>
        <translation>Den ganzen Clip zeichnen</translation>
    </message>
    <message>
        <source>Plot 30 seconds of a clip</source>
        <translation>30 Sekunden eines Clips zeichnen</translation>
    </message>
    <message>
        <source>Plot the whole live run</source>
        <translation>Die ganze Live-Analyse zeichnen</translation>
    </message>
    <message>
        <source>Plot the last 30 seconds of a live run</source>
        <translation>Die letzten 30 Sekunden einer Live-Analyse zeichnen</translation>
    </message>
    <message>
        <source>Smoothing of the curve</source>
        <translation>Glättung der Kurve</translation>
    </message>
    <message>
        <source>Mean of {seconds} s</source>
        <translation>Mittel über {seconds} s</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Keine</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>Erscheinungsbild</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>Wie das System</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>Usual colours</source>
        <translation>Übliche Farben</translation>
    </message>
    <message>
        <source>High contrast</source>
        <translation>Hoher Kontrast</translation>
    </message>
    <message>
        <source>For colour-blind people</source>
        <translation>Für Farbenblinde</translation>
    </message>
    <message>
        <source>{Modality} is left out by hand.</source>
        <translation>{Modality}: von Hand weggelassen.</translation>
    </message>
    <message>
        <source>{Modality} is used again.</source>
        <translation>{Modality}: wird wieder verwendet.</translation>
    </message>
    <message>
        <source>The camera {name} gives nothing any more: check its plug.</source>
        <translation>Die Kamera {name} liefert nichts mehr: Prüfen Sie den Stecker.</translation>
    </message>
    <message>
        <source>The camera {name} shows only black: is its lens covered?</source>
        <translation>Die Kamera {name} zeigt nur Schwarz: Ist das Objektiv verdeckt?</translation>
    </message>
    <message>
        <source>The camera {name} shows the same picture again and again: connect it anew.</source>
        <translation>Die Kamera {name} zeigt immer wieder dasselbe Bild: Schließen Sie sie neu an.</translation>
    </message>
    <message>
        <source>The camera {name} is well again.</source>
        <translation>Die Kamera {name} ist wieder in Ordnung.</translation>
    </message>
    <message>
        <source>The camera {name} is back.</source>
        <translation>Die Kamera {name} ist wieder da.</translation>
    </message>
    <message>
        <source>The microphone {name} gives nothing any more: check its plug.</source>
        <translation>Das Mikrofon {name} liefert nichts mehr: Prüfen Sie den Stecker.</translation>
    </message>
    <message>
        <source>The microphone {name} gives only silence: is it muted?</source>
        <translation>Das Mikrofon {name} liefert nur Stille: Ist es stummgeschaltet?</translation>
    </message>
    <message>
        <source>The microphone {name} is well again.</source>
        <translation>Das Mikrofon {name} ist wieder in Ordnung.</translation>
    </message>
    <message>
        <source>The microphone {name} is back.</source>
        <translation>Das Mikrofon {name} ist wieder da.</translation>
    </message>
    <message>
        <source>{name} is used now.</source>
        <translation>{name} wird jetzt verwendet.</translation>
    </message>
    <message>
        <source>There is nothing to analyse: choose a microphone or a camera.</source>
        <translation>Es gibt nichts zu analysieren: Wählen Sie ein Mikrofon oder eine Kamera.</translation>
    </message>
    <message>
        <source>There is no camera: connect one, or allow this program to use it.</source>
        <translation>Es gibt keine Kamera: Schließen Sie eine an oder erlauben Sie diesem Programm den Zugriff.</translation>
    </message>
    <message>
        <source>There is no microphone: connect one, or allow this program to use it.</source>
        <translation>Es gibt kein Mikrofon: Schließen Sie eines an oder erlauben Sie diesem Programm den Zugriff.</translation>
    </message>
    <message>
        <source>The camera {name} gives no picture: check that it is connected, that no other program holds it, and that this one may use it.</source>
        <translation>Die Kamera {name} liefert kein Bild: Prüfen Sie, ob sie angeschlossen ist, ob ein anderes Programm sie belegt und ob dieses sie verwenden darf.</translation>
    </message>
    <message>
        <source>There is no microphone {name}; there are: {others}.</source>
        <translation>Das Mikrofon {name} gibt es nicht; vorhanden sind: {others}.</translation>
    </message>
    <message>
        <source>No microphone can be used ({error}): run `ucrn-live doctor`.</source>
        <translation>Kein Mikrofon ist benutzbar ({error}): Führen Sie `ucrn-live doctor` aus.</translation>
    </message>
    <message>
        <source>The microphone {name} cannot be opened ({error}): another program may hold it, or this one may not be allowed to use it.</source>
        <translation>Das Mikrofon {name} lässt sich nicht öffnen ({error}): Vielleicht belegt es ein anderes Programm, oder dieses darf es nicht verwenden.</translation>
    </message>
    <message>
        <source>The microphone {name} is gone: connect it again.</source>
        <translation>Das Mikrofon {name} ist nicht mehr da: Schließen Sie es wieder an.</translation>
    </message>
    <message>
        <source>No sound and no picture came within {seconds} s: check the devices.</source>
        <translation>Innerhalb von {seconds} s kam weder Ton noch Bild: Prüfen Sie die Geräte.</translation>
    </message>
    <message>
        <source>Another face is followed now: the one before was lost for a second.</source>
        <translation>Jetzt wird ein anderes Gesicht verfolgt: Das vorige war eine Sekunde lang nicht zu finden.</translation>
    </message>
    <message>
        <source>Face analysis is back.</source>
        <translation>Die Gesichtsanalyse läuft wieder.</translation>
    </message>
    <message>
        <source>Face analysis stopped ({error}) and is started again.</source>
        <translation>Die Gesichtsanalyse ist ausgefallen ({error}) und wird neu gestartet.</translation>
    </message>
    <message>
        <source>Face analysis stopped: {error}.</source>
        <translation>Die Gesichtsanalyse ist ausgefallen: {error}.</translation>
    </message>
    <message>
        <source>Face analysis cannot start: {error}.</source>
        <translation>Die Gesichtsanalyse lässt sich nicht starten: {error}.</translation>
    </message>
    <message>
        <source>Speech recognition with {name} is back.</source>
        <translation>Die Spracherkennung mit {name} läuft wieder.</translation>
    </message>
    <message>
        <source>Speech recognition does not respond.</source>
        <translation>Die Spracherkennung antwortet nicht.</translation>
    </message>
    <message>
        <source>Speech recognition failed for a sentence ({error}).</source>
        <translation>Die Spracherkennung ist an einem Satz gescheitert ({error}).</translation>
    </message>
    <message>
        <source>Speech recognition stopped: the words of {seconds} s are lost, and it is started again.</source>
        <translation>Die Spracherkennung ist ausgefallen: Die Wörter aus {seconds} s sind verloren; sie wird neu gestartet.</translation>
    </message>
    <message>
        <source>Speech recognition falls behind: the words of {seconds} s are skipped.</source>
        <translation>Die Spracherkennung kommt nicht nach: Die Wörter aus {seconds} s werden übersprungen.</translation>
    </message>
    <message>
        <source>The speech recognizer {name} cannot be loaded ({error}): run `ucrn-live doctor`.</source>
        <translation>Die Spracherkennung {name} lässt sich nicht laden ({error}): Führen Sie `ucrn-live doctor` aus.</translation>
    </message>
    <message>
        <source>The engine {name} failed ({error}); {other} goes on.</source>
        <translation>Der Rechenkern {name} ist ausgefallen ({error}); {other} rechnet weiter.</translation>
    </message>
    <message>
        <source>The engine {name} is being prepared.</source>
        <translation>Der Rechenkern {name} wird vorbereitet.</translation>
    </message>
    <message>
        <source>The engine {name} does not work here ({error}).</source>
        <translation>Der Rechenkern {name} läuft hier nicht ({error}).</translation>
    </message>
    <message>
        <source>The machine was busy with other things: no points for {seconds} s.</source>
        <translation>Der Rechner war mit anderem beschäftigt: {seconds} s lang fehlen Punkte.</translation>
    </message>
    <message>
        <source>The session {folder} cannot be read: {error}; `ucrn-live sessions repair` saves what can be read of it.</source>
        <translation>Die Sitzung {folder} kann nicht gelesen werden: {error}; `ucrn-live sessions repair` rettet, was davon lesbar ist.</translation>
    </message>
    <message>
        <source>The session {folder} is damaged: {error}; `ucrn-live sessions repair` saves what can be read of it.</source>
        <translation>Die Sitzung {folder} ist beschädigt: {error}; `ucrn-live sessions repair` rettet, was davon lesbar ist.</translation>
    </message>
    <message>
        <source>{session} is not exported, as {file} holds another session of its name: export it alone, to another folder.</source>
        <translation>{session} wurde nicht exportiert, weil {file} eine andere Sitzung gleichen Namens enthält: Exportieren Sie sie allein, in einen anderen Ordner.</translation>
    </message>
    <message>
        <source>The session {folder} holds no timeline {name}; it holds: {there}.</source>
        <translation>Die Sitzung {folder} enthält keinen Zeitverlauf {name}; vorhanden sind: {there}.</translation>
    </message>
    <message>
        <source>{name} is not where it was ({folder}), so there is neither picture nor sound. Put it back, or tell where it is: with “Find moved media…” in the library, or with ucrn-live sessions relocate {session} FILE.</source>
        <translation>{name} ist nicht mehr an seinem Ort ({folder}), deshalb gibt es weder Bild noch Ton. Legen Sie die Datei zurück oder geben Sie an, wo sie ist: mit „Medien suchen…“ in der Bibliothek oder mit ucrn-live sessions relocate {session} DATEI.</translation>
    </message>
    <message>
        <source>A package holds nothing for GPUs; set UCRN Live up from its source to use an NVIDIA GPU.</source>
        <translation>Ein Paket enthält nichts für GPUs; richten Sie UCRN Live aus seinem Quelltext ein, um eine NVIDIA-GPU zu verwenden.</translation>
    </message>
    <message>
        <source>The model {name} is damaged: install it again.</source>
        <translation>Das Modell {name} ist beschädigt: Installieren Sie es erneut.</translation>
    </message>
    <message>
        <source>The model {name} is not installed; it {purpose}.</source>
        <translation>Das Modell {name} ist nicht installiert; es {purpose}.</translation>
    </message>
    <message>
        <source>The machine slept for {seconds} s; the analysis goes on.</source>
        <translation>Der Rechner hat {seconds} s geschlafen; die Analyse geht weiter.</translation>
    </message>
    <message>
        <source>Paused: the devices are closed.</source>
        <translation>Pause: Die Geräte sind geschlossen.</translation>
    </message>
    <message>
        <source>The analysis goes on after the pause.</source>
        <translation>Die Analyse geht nach der Pause weiter.</translation>
    </message>
    <message>
        <source>The model {name} could not be downloaded from {url} ({error})</source>
        <translation>Das Modell {name} ließ sich nicht von {url} herunterladen ({error})</translation>
    </message>
    <message>
        <source>{file} is not the published file of {name} (its sha256 differs) and was not installed</source>
        <translation>{file} ist nicht die veröffentlichte Datei von {name} (ihr SHA-256 weicht ab) und wurde nicht installiert</translation>
    </message>
    <message>
        <source>The model {name} needs {size} MB in {folder}, where {free} MB are free</source>
        <translation>Das Modell {name} braucht {size} MB in {folder}, wo {free} MB frei sind</translation>
    </message>
    <message>
        <source>The model {name} cannot be written to {folder} ({error})</source>
        <translation>Das Modell {name} lässt sich nicht nach {folder} schreiben ({error})</translation>
    </message>
    <message>
        <source>This torch is built without CUDA; install the CUDA build of torch to use an NVIDIA GPU.</source>
        <translation>Dieses torch ist ohne CUDA gebaut; installieren Sie torch mit CUDA, um eine NVIDIA-GPU zu verwenden.</translation>
    </message>
    <message>
        <source>There is no NVIDIA driver on this machine; with an NVIDIA GPU, install its driver.</source>
        <translation>Auf diesem Rechner gibt es keinen NVIDIA-Treiber; installieren Sie ihn, wenn eine NVIDIA-GPU da ist.</translation>
    </message>
    <message>
        <source>{name} has no sound: {modality} is missing.</source>
        <translation>{name} hat keinen Ton: {modality} fehlt.</translation>
    </message>
    <message>
        <source>{name} has no picture: face is missing.</source>
        <translation>{name} hat kein Bild: Das Gesicht fehlt.</translation>
    </message>
    <message>
        <source>{path} is a folder; give the path of a media file.</source>
        <translation>{path} ist ein Ordner; geben Sie eine Mediendatei an.</translation>
    </message>
    <message>
        <source>The file {path} is empty; there is nothing to analyse.</source>
        <translation>Die Datei {path} ist leer; es gibt nichts zu analysieren.</translation>
    </message>
    <message>
        <source>The file {path} does not exist; check its name.</source>
        <translation>Die Datei {path} gibt es nicht; prüfen Sie den Namen.</translation>
    </message>
    <message>
        <source>The file {path} cannot be read; give yourself permission to read it.</source>
        <translation>Die Datei {path} lässt sich nicht lesen; geben Sie sich Leserechte.</translation>
    </message>
    <message>
        <source>The file {path} cannot be read: {error}.</source>
        <translation>Die Datei {path} lässt sich nicht lesen: {error}.</translation>
    </message>
    <message>
        <source>The file {path} is no audio or video file that can be read, or it is damaged ({error}).</source>
        <translation>Die Datei {path} ist keine lesbare Ton- oder Videodatei, oder sie ist beschädigt ({error}).</translation>
    </message>
    <message>
        <source>The file {name} cannot be read any further ({error}).</source>
        <translation>Die Datei {name} lässt sich nicht weiter lesen ({error}).</translation>
    </message>
    <message>
        <source>The file {name} is damaged: {reasons}.</source>
        <translation>Die Datei {name} ist beschädigt: {reasons}.</translation>
    </message>
    <message>
        <source>Only {free} are free where it is recorded: make room, below {least} the recording ends.</source>
        <translation>Am Ort der Aufnahme sind nur {free} frei: Schaffen Sie Platz, unter {least} endet die Aufnahme.</translation>
    </message>
    <message>
        <source>The recording ended, as less than {least} is free on its disk; it is whole up to here.</source>
        <translation>Die Aufnahme endete, da weniger als {least} auf ihrem Datenträger frei sind; bis hierher ist sie vollständig.</translation>
    </message>
    <message>
        <source>The recording stopped, what was recorded is kept: {error}</source>
        <translation>Die Aufnahme ist abgebrochen, das Aufgenommene bleibt erhalten: {error}</translation>
    </message>
    <message>
        <source>Nothing is recorded into {folder}, as only {free} are free there: make room for {least} or more.</source>
        <translation>In {folder} wird nichts aufgenommen, da dort nur {free} frei sind: Schaffen Sie Platz für {least} oder mehr.</translation>
    </message>
    <message>
        <source>The media file is not there</source>
        <translation>Die Mediendatei fehlt</translation>
    </message>
    <message>
        <source>Only measures were recorded</source>
        <translation>Es wurden nur Messwerte aufgenommen</translation>
    </message>
    <message>
        <source>No picture in this session: only sound</source>
        <translation>Diese Sitzung hat kein Bild, nur Ton</translation>
    </message>
    <message>
        <source>Picture and sound cannot be played.</source>
        <translation>Bild und Ton lassen sich nicht abspielen.</translation>
    </message>
    <message>
        <source>The session {folder} is still being written by another program.</source>
        <translation>Die Sitzung {folder} wird noch von einem anderen Programm geschrieben.</translation>
    </message>
    <message>
        <source>The session {folder} is being written by a program: let it finish first.</source>
        <translation>Die Sitzung {folder} wird von einem Programm geschrieben: Lassen Sie es zuerst fertig werden.</translation>
    </message>
    <message>
        <source>{folder} is no session: it holds no {database}.</source>
        <translation>{folder} ist keine Sitzung: Es enthält keine {database}.</translation>
    </message>
    <message>
        <source>Something unexpected went wrong ({error}); the log has details.</source>
        <translation>Etwas Unerwartetes ist schiefgegangen ({error}); Einzelheiten stehen im Protokoll.</translation>
    </message>
    <message>
        <source>{folder} exists already and is not overwritten; choose another name.</source>
        <translation>{folder} ist schon vorhanden und wird nicht überschrieben; wählen Sie einen anderen Namen.</translation>
    </message>
    <message>
        <source>{file} is not the file that {folder} was made from: its sha256 is another.</source>
        <translation>{file} ist nicht die Datei, aus der {folder} entstand: Ihr SHA-256 ist ein anderer.</translation>
    </message>
    <message>
        <source>The file that {folder} was made from, {name}, is nowhere below {where}.</source>
        <translation>Die Datei, aus der {folder} entstand, {name}, liegt nirgends unter {where}.</translation>
    </message>
    <message>
        <source>The baseline {span} s holds {count} scored point; choose a range with two or more.</source>
        <translation>Die Basislinie {span} s enthält {count} bewerteten Punkt; wählen Sie einen Bereich mit zwei oder mehr.</translation>
    </message>
    <message>
        <source>The baseline {span} s holds {count} scored points; choose a range with two or more.</source>
        <translation>Die Basislinie {span} s enthält {count} bewertete Punkte; wählen Sie einen Bereich mit zwei oder mehr.</translation>
    </message>
    <message>
        <source>The sentiment in the baseline {span} s never changes; choose a longer range.</source>
        <translation>Das Sentiment in der Basislinie {span} s ändert sich nie; wählen Sie einen längeren Bereich.</translation>
    </message>
    <message>
        <source>A rate of {rate} Hz cannot be exported; choose one up to {most}.</source>
        <translation>Eine Rate von {rate} Hz lässt sich nicht exportieren; wählen Sie höchstens {most}.</translation>
    </message>
    <message>
        <source>The settings file {path}: {problems}; the default is used there; correct it, or change a setting, and the file as it was stays beside as {name}.</source>
        <translation>Die Einstellungsdatei {path}: {problems}; dort gilt der Standard; berichtigen Sie sie, oder ändern Sie eine Einstellung; die bisherige Datei bleibt daneben als {name}.</translation>
    </message>
    <message>
        <source>The settings file {path}: it is not JSON, the defaults are used; correct it, or change a setting, and the file as it was stays beside as {name}.</source>
        <translation>Die Einstellungsdatei {path} ist kein JSON, es gelten die Standards; berichtigen Sie sie, oder ändern Sie eine Einstellung; die bisherige Datei bleibt daneben als {name}.</translation>
    </message>
    <message>
        <source>The settings file {path}: it cannot be read ({error}), the defaults are used.</source>
        <translation>Die Einstellungsdatei {path} lässt sich nicht lesen ({error}), es gelten die Standards.</translation>
    </message>
    <message>
        <source>The settings file {path} cannot be written ({error}): changes are forgotten when the program ends.</source>
        <translation>Die Einstellungsdatei {path} lässt sich nicht schreiben ({error}): Was Sie jetzt ändern, ist beim Beenden des Programms vergessen.</translation>
    </message>
    <message>
        <source>The source of UCRN Live is licensed under the Apache License 2.0.</source>
        <translation>Der Quelltext von UCRN Live steht unter der Apache License 2.0.</translation>
    </message>
    <message>
        <source>This package as a whole is conveyed under the GNU General Public License, version 3 or later, because it holds the encoders x264 and x265, which PyAV&apos;s FFmpeg is linked with.</source>
        <translation>Dieses Paket als Ganzes wird unter der GNU General Public License, Version 3 oder später, weitergegeben, da es die Encoder x264 und x265 enthält, mit denen das FFmpeg von PyAV verbunden ist.</translation>
    </message>
    <message>
        <source>Beside each part under the GPL or the LGPL stands where its source is to be had.</source>
        <translation>Bei jedem Teil unter der GPL oder der LGPL steht, wo sein Quelltext zu haben ist.</translation>
    </message>
    <message>
        <source>The package also holds Intel oneMKL and Intel IPP, which are not free software, and OpenSSL 1.1, whose licence is not compatible with the GPL: who passes the package on must settle that first.</source>
        <translation>Das Paket enthält auch Intel oneMKL und Intel IPP, die keine freie Software sind, und OpenSSL 1.1, dessen Lizenz mit der GPL nicht vereinbar ist: Wer das Paket weitergibt, muss das vorher klären.</translation>
    </message>
    <message>
        <source>The weights of the network are for non-commercial research use; see their model card.</source>
        <translation>Die Gewichte des Netzes sind für nichtkommerzielle Forschung bestimmt; siehe ihre Modellkarte.</translation>
    </message>
    <message>
        <source>timeline, a row a point</source>
        <translation>Zeitverlauf, eine Zeile pro Punkt</translation>
    </message>
    <message>
        <source>timeline, a row a point, with its column dictionary</source>
        <translation>Zeitverlauf, eine Zeile pro Punkt, mit Spaltenverzeichnis</translation>
    </message>
    <message>
        <source>everything, one JSON object a line</source>
        <translation>alles, ein JSON-Objekt pro Zeile</translation>
    </message>
    <message>
        <source>subtitles with sentiment</source>
        <translation>Untertitel mit Sentiment</translation>
    </message>
    <message>
        <source>subtitles with sentiment for web players</source>
        <translation>Untertitel mit Sentiment für Webplayer</translation>
    </message>
    <message>
        <source>Praat: words, classes of sentiment and quality, markers</source>
        <translation>Praat: Wörter, Klassen von Sentiment und Qualität, Marken</translation>
    </message>
    <message>
        <source>ELAN: words, classes of sentiment and quality, markers</source>
        <translation>ELAN: Wörter, Klassen von Sentiment und Qualität, Marken</translation>
    </message>
    <message>
        <source>figure</source>
        <translation>Abbildung</translation>
    </message>
    <message>
        <source>figure that scales</source>
        <translation>skalierbare Abbildung</translation>
    </message>
    <message>
        <source>report on one page</source>
        <translation>Bericht auf einer Seite</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>Ausblenden</translation>
    </message>
    <message>
        <source>Dismiss notice</source>
        <translation>Hinweis ausblenden</translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation>Einzelheiten kopieren</translation>
    </message>
    <message>
        <source>What happened and on which system, to send with a report</source>
        <translation>Was geschah und auf welchem System, zum Mitschicken mit einer Meldung</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>Kopiert</translation>
    </message>
    <message>
        <source>At {time}: no estimate</source>
        <translation>Bei {time}: keine Schätzung</translation>
    </message>
    <message>
        <source>At {time}: sentiment {sentiment}, 80 % interval {low} to {high}, quality: {qualities}</source>
        <translation>Bei {time}: Sentiment {sentiment}, 80-%-Intervall {low} bis {high}, Qualität: {qualities}</translation>
    </message>
    <message>
        <source>Plots</source>
        <translation>Diagramme</translation>
    </message>
    <message>
        <source>Left, Right: Go a quarter of a second back or forward</source>
        <translation>Links, Rechts: Eine Viertelsekunde zurück oder vor</translation>
    </message>
    <message>
        <source>Home, End: Go to the beginning or the end</source>
        <translation>Pos1, Ende: Zum Anfang oder zum Ende</translation>
    </message>
    <message>
        <source>+, −, 0: Zoom in, out, or back to where it was</source>
        <translation>+, −, 0: Vergrößern, verkleinern oder zurück zum vorigen Ausschnitt</translation>
    </message>
    <message>
        <source>Sentiment over time</source>
        <translation>Sentiment über die Zeit</translation>
    </message>
    <message>
        <source>Sentiment (−3 to +3)</source>
        <translation>Sentiment (−3 bis +3)</translation>
    </message>
    <message>
        <source>Quality over time</source>
        <translation>Qualität über die Zeit</translation>
    </message>
    <message>
        <source>Quality (0 to 1)</source>
        <translation>Qualität (0 bis 1)</translation>
    </message>
    <message>
        <source>Time (min:s)</source>
        <translation>Zeit (min:s)</translation>
    </message>
    <message>
        <source>estimate</source>
        <translation>Schätzung</translation>
    </message>
    <message>
        <source>mean of the last {seconds} s</source>
        <translation>Mittel der letzten {seconds} s</translation>
    </message>
    <message>
        <source>80 % interval</source>
        <translation>80-%-Intervall</translation>
    </message>
    <message>
        <source>strongly negative</source>
        <translation>stark negativ</translation>
    </message>
    <message>
        <source>negative</source>
        <translation>negativ</translation>
    </message>
    <message>
        <source>slightly negative</source>
        <translation>leicht negativ</translation>
    </message>
    <message>
        <source>neutral</source>
        <translation>neutral</translation>
    </message>
    <message>
        <source>slightly positive</source>
        <translation>leicht positiv</translation>
    </message>
    <message>
        <source>positive</source>
        <translation>positiv</translation>
    </message>
    <message>
        <source>strongly positive</source>
        <translation>stark positiv</translation>
    </message>
    <message>
        <source>Presence (%)</source>
        <translation>Präsenz (%)</translation>
    </message>
    <message>
        <source>Influence</source>
        <translation>Einfluss</translation>
    </message>
    <message>
        <source>Presence of {modality}</source>
        <translation>Präsenz: {modality}</translation>
    </message>
    <message>
        <source>Quality of {modality}</source>
        <translation>Qualität: {modality}</translation>
    </message>
    <message>
        <source>Influence of {modality} on the sentiment</source>
        <translation>Einfluss auf das Sentiment: {modality}</translation>
    </message>
    <message>
        <source>missing</source>
        <translation>fehlt</translation>
    </message>
    <message>
        <source>left out</source>
        <translation>ohne</translation>
    </message>
    <message>
        <source>not yet</source>
        <translation>noch nicht</translation>
    </message>
    <message>
        <source>Nothing of {modality} in the last seconds.</source>
        <translation>{modality}: nichts in den letzten Sekunden.</translation>
    </message>
    <message>
        <source>Words count once they are certain, a second or two after they are spoken.</source>
        <translation>Wörter zählen, sobald sie sicher sind, ein bis zwei Sekunden nachdem sie gesprochen wurden.</translation>
    </message>
    <message>
        <source>Sentiment now</source>
        <translation>Sentiment jetzt</translation>
    </message>
    <message>
        <source>the first window ends at {t} s</source>
        <translation>das erste Fenster endet bei {t} s</translation>
    </message>
    <message>
        <source>no estimate</source>
        <translation>keine Schätzung</translation>
    </message>
    <message>
        <source>no estimate yet</source>
        <translation>noch keine Schätzung</translation>
    </message>
    <message>
        <source>nothing to see, hear or read</source>
        <translation>nichts zu sehen, zu hören oder zu lesen</translation>
    </message>
    <message>
        <source>{session} is analysed again after the live run</source>
        <translation>{session} wird nach der Live-Analyse erneut analysiert</translation>
    </message>
    <message>
        <source>loading the models…</source>
        <translation>Modelle werden geladen…</translation>
    </message>
    <message>
        <source>Analysing {session} again: {done}</source>
        <translation>{session} wird erneut analysiert: {done}</translation>
    </message>
    <message>
        <source>Analyse again</source>
        <translation>Erneut analysieren</translation>
    </message>
    <message>
        <source>The one that comes with the program</source>
        <translation>Der mit dem Programm gelieferte</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Wählen…</translation>
    </message>
    <message>
        <source>Analyse</source>
        <translation>Analysieren</translation>
    </message>
    <message>
        <source>Makes another timeline from what is stored, beside those that are there: every word is known from the moment it was spoken, not when it was recognized.</source>
        <translation>Berechnet aus dem Gespeicherten einen weiteren Zeitverlauf neben den vorhandenen: Jedes Wort ist bekannt, sobald es gesprochen wurde, nicht erst, als es erkannt war.</translation>
    </message>
    <message>
        <source>&amp;Name</source>
        <translation>&amp;Name</translation>
    </message>
    <message>
        <source>&amp;Seconds between points</source>
        <translation>&amp;Sekunden zwischen Punkten</translation>
    </message>
    <message>
        <source>Checkpoint</source>
        <translation>Checkpoint</translation>
    </message>
    <message>
        <source>&amp;Engine</source>
        <translation>&amp;Rechenkern</translation>
    </message>
    <message>
        <source>Choose a checkpoint</source>
        <translation>Checkpoint wählen</translation>
    </message>
    <message>
        <source>Checkpoints (*.safetensors)</source>
        <translation>Checkpoints (*.safetensors)</translation>
    </message>
    <message>
        <source>There is a timeline of this name.</source>
        <translation>Einen Zeitverlauf dieses Namens gibt es schon.</translation>
    </message>
    <message>
        <source>It needs a name.</source>
        <translation>Ein Name fehlt.</translation>
    </message>
    <message>
        <source>Peaks</source>
        <translation>Spitzen</translation>
    </message>
    <message>
        <source>Drops</source>
        <translation>Ausfälle</translation>
    </message>
    <message>
        <source>What to jump to</source>
        <translation>Sprungziel</translation>
    </message>
    <message>
        <source>What to jump to: extremes of the sentiment, losses of a modality, markers</source>
        <translation>Sprungziel: Extreme des Sentiments, Ausfälle einer Modalität, Marken</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>Geschwindigkeit</translation>
    </message>
    <message>
        <source>Speed of playback; the pitch of the sound is kept ([ and ])</source>
        <translation>Geschwindigkeit der Wiedergabe; die Tonhöhe bleibt ([ und ])</translation>
    </message>
    <message>
        <source>One frame back (,)</source>
        <translation>Ein Bild zurück (,)</translation>
    </message>
    <message>
        <source>One frame forward (.)</source>
        <translation>Ein Bild vor (.)</translation>
    </message>
    <message>
        <source>To the one before</source>
        <translation>Zum vorigen</translation>
    </message>
    <message>
        <source>To the next one</source>
        <translation>Zum nächsten</translation>
    </message>
    <message>
        <source>Compare with</source>
        <translation>Vergleich mit</translation>
    </message>
    <message>
        <source>Sound output</source>
        <translation>Tonausgabe</translation>
    </message>
    <message>
        <source>What made the points</source>
        <translation>Womit die Punkte entstanden</translation>
    </message>
    <message>
        <source>Use as baseline</source>
        <translation>Basislinie</translation>
    </message>
    <message>
        <source>As measured</source>
        <translation>Wie gemessen</translation>
    </message>
    <message>
        <source>Zoom</source>
        <translation>Zoom</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>Aufheben</translation>
    </message>
    <message>
        <source>Exclude</source>
        <translation>Ausschließen</translation>
    </message>
    <message>
        <source>Leave the selected range out of means and, if you wish, of exports (X)</source>
        <translation>Den gewählten Bereich aus Mittelwerten und auf Wunsch aus Exporten weglassen (X)</translation>
    </message>
    <message>
        <source>Show the sentiment as z-scores against the selected range</source>
        <translation>Das Sentiment als z-Werte gegenüber dem gewählten Bereich zeigen</translation>
    </message>
    <message>
        <source>Show the stored points, without a baseline</source>
        <translation>Die gespeicherten Punkte zeigen, ohne Basislinie</translation>
    </message>
    <message>
        <source>Show only the selected range</source>
        <translation>Nur den gewählten Bereich zeigen</translation>
    </message>
    <message>
        <source>Clear the selection (Esc)</source>
        <translation>Die Auswahl aufheben (Esc)</translation>
    </message>
    <message>
        <source>As measured ({name})</source>
        <translation>Gemessen ({name})</translation>
    </message>
    <message>
        <source>INCOMPLETE</source>
        <translation>UNVOLLSTÄNDIG</translation>
    </message>
    <message>
        <source>The recording or analysis did not reach its end</source>
        <translation>Die Aufnahme oder Analyse kam nicht bis zum Ende</translation>
    </message>
    <message>
        <source>not finished</source>
        <translation>nicht fertig</translation>
    </message>
    <message>
        <source>Timeline {name}: made {date} by UCRN Live {version}, engine {engine}, a point every {hop} s, checkpoint {checkpoint}</source>
        <translation>Zeitverlauf {name}: erstellt am {date} von UCRN Live {version}, Rechenkern {engine}, alle {hop} s ein Punkt, Checkpoint {checkpoint}</translation>
    </message>
    <message>
        <source>NO SOUND</source>
        <translation>KEIN TON</translation>
    </message>
    <message>
        <source>It plays silently: no sound device</source>
        <translation>Wiedergabe ohne Ton: kein Tongerät</translation>
    </message>
    <message numerus="yes">
        <source>Baseline {span}: mean {mean},
deviation {deviation}, %Ln point(s)</source>
        <translation>
            <numerusform>Basislinie {span}: Mittel {mean},
Abweichung {deviation}, %Ln Punkt</numerusform>
            <numerusform>Basislinie {span}: Mittel {mean},
Abweichung {deviation}, %Ln Punkte</numerusform>
        </translation>
    </message>
    <message>
        <source>Shift and drag, or I and O, selects a range;
the wheel zooms, a drag pans, a click goes there.</source>
        <translation>Umschalt und Ziehen, oder I und O, wählt einen Bereich;
das Rad zoomt, Ziehen verschiebt, ein Klick geht dorthin.</translation>
    </message>
    <message>
        <source>&amp;Speed</source>
        <translation>&amp;Geschwindigkeit</translation>
    </message>
    <message>
        <source>Slower</source>
        <translation>Langsamer</translation>
    </message>
    <message>
        <source>Faster</source>
        <translation>Schneller</translation>
    </message>
    <message>
        <source>One frame back</source>
        <translation>Ein Bild zurück</translation>
    </message>
    <message>
        <source>One frame forward</source>
        <translation>Ein Bild vor</translation>
    </message>
    <message>
        <source>Previous peak</source>
        <translation>Vorige Spitze</translation>
    </message>
    <message>
        <source>Next peak</source>
        <translation>Nächste Spitze</translation>
    </message>
    <message>
        <source>Previous drop</source>
        <translation>Voriger Ausfall</translation>
    </message>
    <message>
        <source>Next drop</source>
        <translation>Nächster Ausfall</translation>
    </message>
    <message>
        <source>Previous marker</source>
        <translation>Vorige Marke</translation>
    </message>
    <message>
        <source>Next marker</source>
        <translation>Nächste Marke</translation>
    </message>
    <message>
        <source>Tracks of a replay</source>
        <translation>Spuren einer Wiedergabe</translation>
    </message>
    <message>
        <source>Zoom in</source>
        <translation>Vergrößern</translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation>Verkleinern</translation>
    </message>
    <message>
        <source>The selection begins here</source>
        <translation>Die Auswahl beginnt hier</translation>
    </message>
    <message>
        <source>The selection ends here</source>
        <translation>Die Auswahl endet hier</translation>
    </message>
    <message>
        <source>Zoom to the selection</source>
        <translation>Auf die Auswahl zoomen</translation>
    </message>
    <message>
        <source>Use the selection as baseline</source>
        <translation>Die Auswahl als Basislinie verwenden</translation>
    </message>
    <message>
        <source>Clear the selection</source>
        <translation>Die Auswahl aufheben</translation>
    </message>
    <message>
        <source>Picture of the session</source>
        <translation>Bild der Sitzung</translation>
    </message>
    <message>
        <source>The keys 1 to 9 put markers at the moment that is shown; X excludes the selected range.</source>
        <translation>Die Tasten 1 bis 9 setzen Marken im gezeigten Moment; X schließt den gewählten Bereich aus.</translation>
    </message>
    <message numerus="yes">
        <source>%Ln word(s)</source>
        <translation>
            <numerusform>%Ln Wort</numerusform>
            <numerusform>%Ln Wörter</numerusform>
        </translation>
    </message>
    <message>
        <source>no words</source>
        <translation>keine Wörter</translation>
    </message>
    <message>
        <source>Recorded {date}</source>
        <translation>Aufgenommen {date}</translation>
    </message>
    <message>
        <source>mean sentiment {sentiment} · {span} · {length}
quality {quality}</source>
        <translation>mittleres Sentiment {sentiment} · {span} · {length}
Qualität {quality}</translation>
    </message>
    <message>
        <source>Analysed {date}</source>
        <translation>Analysiert {date}</translation>
    </message>
    <message>
        <source>Reading a timeline…</source>
        <translation>Zeitverlauf wird gelesen…</translation>
    </message>
    <message>
        <source>Looking for the peaks…</source>
        <translation>Spitzen werden gesucht…</translation>
    </message>
    <message>
        <source>Select what to exclude first: hold Shift and drag in the tracks, or press I and O at its ends.</source>
        <translation>Wählen Sie zuerst, was ausgeschlossen werden soll: Ziehen Sie mit gedrückter Umschalttaste in den Spuren, oder drücken Sie I und O an den Enden.</translation>
    </message>
    <message>
        <source>no engine</source>
        <translation>kein Rechenkern</translation>
    </message>
    <message>
        <source>Picture and sound of this session cannot be played ({why}).</source>
        <translation>Bild und Ton dieser Sitzung lassen sich nicht abspielen ({why}).</translation>
    </message>
    <message>
        <source>There is no peak after this moment.</source>
        <translation>Nach diesem Moment gibt es keine Spitze.</translation>
    </message>
    <message>
        <source>There is no peak before this moment.</source>
        <translation>Vor diesem Moment gibt es keine Spitze.</translation>
    </message>
    <message>
        <source>There is no drop after this moment.</source>
        <translation>Nach diesem Moment gibt es keinen Ausfall.</translation>
    </message>
    <message>
        <source>There is no drop before this moment.</source>
        <translation>Vor diesem Moment gibt es keinen Ausfall.</translation>
    </message>
    <message>
        <source>There is no marker after this moment.</source>
        <translation>Nach diesem Moment gibt es keine Marke.</translation>
    </message>
    <message>
        <source>There is no marker before this moment.</source>
        <translation>Vor diesem Moment gibt es keine Marke.</translation>
    </message>
    <message>
        <source>No words were heard in this session.</source>
        <translation>In dieser Sitzung wurden keine Wörter gehört.</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>Tastenkürzel</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Suchen</translation>
    </message>
    <message>
        <source>Search the shortcuts</source>
        <translation>Tastenkürzel durchsuchen</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
    <message>
        <source>What they do</source>
        <translation>Was sie tun</translation>
    </message>
    <message>
        <source>See the sentiment of a speaker from words, voice and face, moment by moment, with how far each of the three can be trusted.</source>
        <translation>Das Sentiment einer sprechenden Person aus Worten, Stimme und Gesicht, Moment für Moment – und wie weit jedem der drei zu trauen ist.</translation>
    </message>
    <message>
        <source>Open a video or sound file…</source>
        <translation>Video- oder Tondatei öffnen…</translation>
    </message>
    <message>
        <source>Play the sample</source>
        <translation>Beispiel abspielen</translation>
    </message>
    <message>
        <source>Open session…</source>
        <translation>Sitzung öffnen…</translation>
    </message>
    <message>
        <source>Live analysis uses your camera and microphone, and writes nothing to disk unless you record. Or drop a file anywhere on this window; the sample is an 18-second clip that comes along.</source>
        <translation>Die Live-Analyse verwendet Ihre Kamera und Ihr Mikrofon und schreibt nichts auf den Datenträger, solange Sie nicht aufnehmen. Oder ziehen Sie eine Datei auf dieses Fenster; das Beispiel ist ein mitgelieferter Clip von 18 Sekunden.</translation>
    </message>
    <message>
        <source>Everything is computed on this machine; no picture, sound or word leaves it.</source>
        <translation>Alles wird auf diesem Rechner berechnet; kein Bild, kein Ton, kein Wort verlässt ihn.</translation>
    </message>
    <message>
        <source>Opened lately</source>
        <translation>Zuletzt geöffnet</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>Differenz</translation>
    </message>
    <message>
        <source>Quality</source>
        <translation>Qualität</translation>
    </message>
    <message>
        <source>Presence</source>
        <translation>Präsenz</translation>
    </message>
    <message>
        <source>Tracks</source>
        <translation>Spuren</translation>
    </message>
    <message>
        <source>Shift+Left, Shift+Right: Select, from the moment that is shown</source>
        <translation>Umschalt+Links, Umschalt+Rechts: Auswählen, vom gezeigten Moment aus</translation>
    </message>
    <message>
        <source>+, −, 0: Zoom in, out, or to the whole session</source>
        <translation>+, −, 0: Vergrößern, verkleinern oder die ganze Sitzung</translation>
    </message>
    <message>
        <source>−3 to +3</source>
        <translation>−3 bis +3</translation>
    </message>
    <message>
        <source>Difference of two timelines over time</source>
        <translation>Differenz zweier Zeitverläufe über die Zeit</translation>
    </message>
    <message>
        <source>0 to 1</source>
        <translation>0 bis 1</translation>
    </message>
    <message>
        <source>Presence over time</source>
        <translation>Präsenz über die Zeit</translation>
    </message>
    <message>
        <source>Influence over time</source>
        <translation>Einfluss über die Zeit</translation>
    </message>
    <message>
        <source>−2 to +2</source>
        <translation>−2 bis +2</translation>
    </message>
    <message>
        <source>z-score</source>
        <translation>z-Wert</translation>
    </message>
    <message>
        <source>{low} to {high}</source>
        <translation>{low} bis {high}</translation>
    </message>
    <message>
        <source>Time (h:min:s)</source>
        <translation>Zeit (h:min:s)</translation>
    </message>
    <message>
        <source>{name}, mean of the last {seconds} s</source>
        <translation>{name}, Mittel der letzten {seconds} s</translation>
    </message>
    <message>
        <source>mean absolute difference {value}</source>
        <translation>mittlere absolute Differenz {value}</translation>
    </message>
    <message>
        <source>{name} minus {other}</source>
        <translation>{name} minus {other}</translation>
    </message>
    <message>
        <source>Sentiment against the baseline</source>
        <translation>Sentiment gegenüber der Basislinie</translation>
    </message>
    <message>
        <source>Influence on the sentiment</source>
        <translation>Einfluss auf das Sentiment</translation>
    </message>
    <message>
        <source>Words appear here as they are spoken.</source>
        <translation>Hier erscheint das Gesprochene.</translation>
    </message>
    <message>
        <source>Each word has the colour of the sentiment at its end, which is that of the 8 seconds before and not of the word alone. A click goes there</source>
        <translation>Jedes Wort hat die Farbe des Sentiments an seinem Ende, das für die 8 Sekunden davor gilt und nicht für das Wort allein. Ein Klick führt dorthin</translation>
    </message>
    <message>
        <source>Left, Right: Go to the word before or after</source>
        <translation>Links, Rechts: Zum vorigen oder nächsten Wort</translation>
    </message>
    <message>
        <source>Up, Down: Scroll</source>
        <translation>Auf, Ab: Blättern</translation>
    </message>
    <message>
        <source>text</source>
        <translation>Text</translation>
    </message>
    <message>
        <source>voice</source>
        <translation>Stimme</translation>
    </message>
    <message>
        <source>face</source>
        <translation>Gesicht</translation>
    </message>
    <message>
        <source>%Y-%m-%d</source>
        <comment>a day as Python&apos;s strftime writes it</comment>
        <translation>%d.%m.%Y</translation>
    </message>
    <message>
        <source>Position in the clip</source>
        <translation>Position im Clip</translation>
    </message>
    <message>
        <source>Left, Right: Go a second back or forward</source>
        <translation>Links, Rechts: Eine Sekunde zurück oder vor</translation>
    </message>
    <message>
        <source>Page Up, Page Down: Go ten seconds</source>
        <translation>Bild auf, Bild ab: Zehn Sekunden</translation>
    </message>
    <message>
        <source>Pause (Space)</source>
        <translation>Pause (Leertaste)</translation>
    </message>
    <message>
        <source>Play (Space)</source>
        <translation>Abspielen (Leertaste)</translation>
    </message>
    <message>
        <source>No sound device</source>
        <translation>Kein Tongerät</translation>
    </message>
    <message>
        <source>Sound on (M)</source>
        <translation>Ton an (M)</translation>
    </message>
    <message>
        <source>Mute (M)</source>
        <translation>Ton aus (M)</translation>
    </message>
    <message>
        <source>analysing…</source>
        <translation>wird analysiert…</translation>
    </message>
    <message>
        <source>Opening {name}…</source>
        <translation>{name} wird geöffnet…</translation>
    </message>
    <message>
        <source>Open a session (a folder NAME.ucrn)</source>
        <translation>Sitzung öffnen (ein Ordner NAME.ucrn)</translation>
    </message>
    <message>
        <source>Open a video or sound file</source>
        <translation>Video- oder Tondatei öffnen</translation>
    </message>
    <message>
        <source>Replay</source>
        <translation>Wiedergeben</translation>
    </message>
    <message>
        <source>Make the settled timeline</source>
        <translation>Zeitverlauf „settled“ berechnen</translation>
    </message>
    <message>
        <source>{name} is stored.</source>
        <translation>{name} ist gespeichert.</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Zeigen</translation>
    </message>
    <message>
        <source>The timeline {timeline} of {session} is there.</source>
        <translation>Der Zeitverlauf {timeline} von {session} ist fertig.</translation>
    </message>
    <message>
        <source>The live run is paused: File &gt; Live analysis goes back to it.</source>
        <translation>Die Live-Analyse pausiert: Datei &gt; Live-Analyse führt zu ihr zurück.</translation>
    </message>
    <message>
        <source>Live</source>
        <translation>Live</translation>
    </message>
    <message>
        <source>First-run guide</source>
        <translation>Erste Schritte</translation>
    </message>
    <message>
        <source>Sample</source>
        <translation>Beispiel</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>&amp;Datei</translation>
    </message>
    <message>
        <source>&amp;Playback</source>
        <translation>&amp;Wiedergabe</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>&amp;Appearance</source>
        <translation>&amp;Erscheinungsbild</translation>
    </message>
    <message>
        <source>&amp;Live</source>
        <translation>&amp;Live</translation>
    </message>
    <message>
        <source>L&amp;ibrary</source>
        <translation>&amp;Bibliothek</translation>
    </message>
    <message>
        <source>&amp;Privacy</source>
        <translation>&amp;Datenschutz</translation>
    </message>
    <message>
        <source>Reset to defaults…</source>
        <translation>Auf Standard zurücksetzen…</translation>
    </message>
    <message>
        <source>Reset to defaults</source>
        <translation>Auf Standard zurücksetzen</translation>
    </message>
    <message>
        <source>Give everything in this dialog its default again?</source>
        <translation>Alles in diesem Fenster wieder auf den Standard setzen?</translation>
    </message>
    <message>
        <source>Sessions stay where they are, and so do markers and what was opened lately.</source>
        <translation>Sitzungen bleiben, wo sie sind, ebenso Marken und zuletzt Geöffnetes.</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>Zurücksetzen</translation>
    </message>
    <message>
        <source>&amp;Theme</source>
        <translation>&amp;Hell oder dunkel</translation>
    </message>
    <message>
        <source>&amp;Colours</source>
        <translation>&amp;Farben</translation>
    </message>
    <message>
        <source>&amp;Size of everything</source>
        <translation>&amp;Größe der Anzeige</translation>
    </message>
    <message>
        <source>La&amp;nguage</source>
        <translation>&amp;Sprache</translation>
    </message>
    <message>
        <source>Size and language change when the program is started again.</source>
        <translation>Größe und Sprache ändern sich beim nächsten Start des Programms.</translation>
    </message>
    <message>
        <source>Micr&amp;ophone</source>
        <translation>Mikr&amp;ofon</translation>
    </message>
    <message>
        <source>Ca&amp;mera</source>
        <translation>Ka&amp;mera</translation>
    </message>
    <message>
        <source>&amp;Speech model</source>
        <translation>S&amp;pracherkennung</translation>
    </message>
    <message>
        <source>Install models…</source>
        <translation>Modelle installieren…</translation>
    </message>
    <message>
        <source>Model and engine are those of the next run.</source>
        <translation>Spracherkennung und Rechenkern gelten für die nächste Analyse.</translation>
    </message>
    <message>
        <source>&amp;Record pictures and sound with what is measured</source>
        <translation>Zu den Messwerten auch Bild und &amp;Ton aufnehmen</translation>
    </message>
    <message>
        <source>What the people who are recorded agreed to</source>
        <translation>Worin die aufgenommenen Personen eingewilligt haben</translation>
    </message>
    <message>
        <source>&amp;Consent note</source>
        <translation>Ein&amp;willigungsvermerk</translation>
    </message>
    <message>
        <source>Choose the folder of the library</source>
        <translation>Ordner der Bibliothek wählen</translation>
    </message>
    <message>
        <source>&amp;Folder of sessions</source>
        <translation>&amp;Ordner der Sitzungen</translation>
    </message>
    <message>
        <source>Recordings and imports go there. Sessions that lie elsewhere stay there, and are not listed.</source>
        <translation>Dorthin kommen Aufnahmen und Importe. Sitzungen, die anderswo liegen, bleiben dort und werden nicht aufgeführt.</translation>
    </message>
    <message>
        <source>The variable UCRN_LIVE_SESSIONS names it: {folder}</source>
        <translation>Ihn nennt die Variable UCRN_LIVE_SESSIONS: {folder}</translation>
    </message>
    <message>
        <source>&amp;Copy media into the sessions that are imported</source>
        <translation>&amp;Medien in die importierten Sitzungen kopieren</translation>
    </message>
    <message>
        <source>Everything is computed on this machine; no picture, sound or word leaves it. What is recorded lies where you see below, readable to your account and not encrypted: encrypt the disk where that matters.</source>
        <translation>Alles wird auf diesem Rechner berechnet; kein Bild, kein Ton, kein Wort verlässt ihn. Aufnahmen liegen an den unten genannten Orten, lesbar für Ihr Konto und unverschlüsselt: Verschlüsseln Sie den Datenträger, wo das nötig ist.</translation>
    </message>
    <message>
        <source>Logs</source>
        <translation>Protokolle</translation>
    </message>
    <message>
        <source>Thumbnails, prepared engines</source>
        <translation>Vorschaubilder, vorbereitete Rechenkerne</translation>
    </message>
    <message>
        <source>Forget what was opened lately</source>
        <translation>Zuletzt Geöffnetes vergessen</translation>
    </message>
    <message>
        <source>Open the folder: {name}</source>
        <translation>Ordner öffnen: {name}</translation>
    </message>
    <message>
        <source>It is made when there is something to keep</source>
        <translation>Er wird angelegt, sobald es etwas aufzubewahren gibt</translation>
    </message>
    <message>
        <source>At most {count} characters can be kept.</source>
        <translation>Höchstens {count} Zeichen lassen sich speichern.</translation>
    </message>
    <message>
        <source>Nothing on this machine opened the folder {folder}.</source>
        <translation>Kein Programm auf diesem Rechner hat den Ordner {folder} geöffnet.</translation>
    </message>
    <message>
        <source>The folder of logs {folder} cannot be made ({error}): set UCRN_LIVE_LOGS to one that can.</source>
        <translation>Der Ordner der Protokolle {folder} kann nicht angelegt werden ({error}): Setzen Sie UCRN_LIVE_LOGS auf einen anderen.</translation>
    </message>
    <message>
        <source>{path} is no whole path: write it as {example}, or choose a folder.</source>
        <translation>{path} ist kein vollständiger Pfad: Schreiben Sie ihn wie {example}, oder wählen Sie einen Ordner.</translation>
    </message>
    <message>
        <source>{path} is a file: choose a folder.</source>
        <translation>{path} ist eine Datei: Wählen Sie einen Ordner.</translation>
    </message>
    <message>
        <source>Folder of sessions</source>
        <translation>Ordner der Sitzungen</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>An&amp;sicht</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>&amp;Hilfe</translation>
    </message>
    <message>
        <source>The face stays missing: its model is not installed. Words and voice count.</source>
        <translation>Das Gesicht fehlt: Sein Modell ist nicht installiert. Worte und Stimme zählen.</translation>
    </message>
    <message>
        <source>The face counts: its model is installed.</source>
        <translation>Das Gesicht zählt: Sein Modell ist installiert.</translation>
    </message>
    <message>
        <source>Microphones: {names}.</source>
        <translation>Mikrofone: {names}.</translation>
    </message>
    <message>
        <source>No microphone is there.</source>
        <translation>Kein Mikrofon vorhanden.</translation>
    </message>
    <message>
        <source>Which cameras are there is seen when they are opened, as in the second step of this guide.</source>
        <translation>Welche Kameras es gibt, zeigt sich erst beim Öffnen, wie im zweiten Schritt dieser Einführung.</translation>
    </message>
    <message>
        <source>Cameras: {names}.</source>
        <translation>Kameras: {names}.</translation>
    </message>
    <message>
        <source>No camera is there.</source>
        <translation>Keine Kamera vorhanden.</translation>
    </message>
    <message>
        <source>{size} GB are free for models and recordings.</source>
        <translation>{size} GB sind für Modelle und Aufnahmen frei.</translation>
    </message>
    <message>
        <source>How the network runs is not tried yet; the first run picks the fastest way.</source>
        <translation>Wie das Netz rechnet, ist noch nicht erprobt; die erste Analyse wählt die schnellste Art.</translation>
    </message>
    <message>
        <source>The network runs with {engine}.</source>
        <translation>Das Netz rechnet mit {engine}.</translation>
    </message>
    <message>
        <source>The network runs with {engine}: {time} ms for each of the {count} points a second.</source>
        <translation>Das Netz rechnet mit {engine}: {time} ms für jeden der {count} Punkte pro Sekunde.</translation>
    </message>
    <message>
        <source>Words are heard by the built-in recognizer, {name}; a Whisper model hears far better.</source>
        <translation>Wörter erkennt die eingebaute Spracherkennung {name}; ein Whisper-Modell erkennt sie weit besser.</translation>
    </message>
    <message>
        <source>Words are heard by {files} in files; for live speech it is not tried yet.</source>
        <translation>In Dateien erkennt {files} die Wörter; für Live-Sprache ist das noch nicht erprobt.</translation>
    </message>
    <message>
        <source>Words are heard by {live} live, and by {files} in files.</source>
        <translation>Wörter erkennt live {live} und in Dateien {files}.</translation>
    </message>
    <message>
        <source>Skip the guide</source>
        <translation>Überspringen</translation>
    </message>
    <message>
        <source>&amp;Back</source>
        <translation>&amp;Zurück</translation>
    </message>
    <message>
        <source>&amp;Next</source>
        <translation>&amp;Weiter</translation>
    </message>
    <message>
        <source>Step {number} of {count}</source>
        <translation>Schritt {number} von {count}</translation>
    </message>
    <message>
        <source>&amp;Done</source>
        <translation>&amp;Fertig</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>Modelle</translation>
    </message>
    <message>
        <source>Show models for other languages as well</source>
        <translation>Auch Modelle für andere Sprachen zeigen</translation>
    </message>
    <message>
        <source>Install from a &amp;folder…</source>
        <translation>Aus einem &amp;Ordner installieren…</translation>
    </message>
    <message>
        <source>For a machine without a network: bring the folder of models of another installation, or their files</source>
        <translation>Für einen Rechner ohne Netzwerk: Bringen Sie den Modellordner einer anderen Installation oder deren Dateien mit</translation>
    </message>
    <message>
        <source>Words and voice work at once; the built-in recognizer gets about two words in three right. The face needs the first model below. A Whisper model hears far better: the larger it is, the better and the slower. The next step tries what this machine can do. Nothing is downloaded before you press Install, and what comes is compared with the published checksum.</source>
        <translation>Worte und Stimme funktionieren sofort; die eingebaute Spracherkennung trifft etwa zwei von drei Wörtern. Für das Gesicht ist das erste Modell unten nötig. Ein Whisper-Modell erkennt weit besser: je größer, desto besser und langsamer. Der nächste Schritt probiert, was dieser Rechner kann. Heruntergeladen wird nichts, bevor Sie „Installieren“ drücken, und was kommt, wird mit der veröffentlichten Prüfsumme verglichen.</translation>
    </message>
    <message>
        <source>Installing {name}: {part} %</source>
        <translation>{name} wird installiert: {part} %</translation>
    </message>
    <message>
        <source>A folder that holds models</source>
        <translation>Ein Ordner mit Modellen</translation>
    </message>
    <message>
        <source>{folder} holds none of these models: choose the folder of models of another installation, or one with their files, as {file}.</source>
        <translation>{folder} enthält keines dieser Modelle: Wählen Sie den Modellordner einer anderen Installation oder einen mit deren Dateien, z. B. {file}.</translation>
    </message>
    <message>
        <source>{size} GB are free for models, in {folder}.</source>
        <translation>{size} GB sind für Modelle frei, in {folder}.</translation>
    </message>
    <message>
        <source>Before you begin</source>
        <translation>Bevor Sie beginnen</translation>
    </message>
    <message>
        <source>What it does</source>
        <translation>Was es tut</translation>
    </message>
    <message>
        <source>It estimates the sentiment of a speaker, from negative to positive, from words, voice and face: four times a second, each time with an interval in which it lies in about four of five cases.</source>
        <translation>Es schätzt das Sentiment einer sprechenden Person, von negativ bis positiv, aus Worten, Stimme und Gesicht: viermal pro Sekunde, jedes Mal mit einem Intervall, in dem es in etwa vier von fünf Fällen liegt.</translation>
    </message>
    <message>
        <source>What it does not do</source>
        <translation>Was es nicht tut</translation>
    </message>
    <message>
        <source>It tells what words, voice and face look like to raters, not what a person feels or thinks. It is no lie detector and makes no diagnosis. Do not use it for decisions about people.</source>
        <translation>Es zeigt, wie Worte, Stimme und Gesicht auf Beurteilende wirken, nicht, was eine Person fühlt oder denkt. Es ist kein Lügendetektor und stellt keine Diagnose. Treffen Sie damit keine Entscheidungen über Menschen.</translation>
    </message>
    <message>
        <source>Where your data stays</source>
        <translation>Wo Ihre Daten bleiben</translation>
    </message>
    <message>
        <source>Everything is computed on this machine; no picture, sound or word leaves it. Live analysis stores nothing unless you record. What you record lies in {folder}.</source>
        <translation>Alles wird auf diesem Rechner berechnet; kein Bild, kein Ton, kein Wort verlässt ihn. Die Live-Analyse speichert nichts, solange Sie nicht aufnehmen. Ihre Aufnahmen liegen in {folder}.</translation>
    </message>
    <message>
        <source>People who are recorded</source>
        <translation>Personen, die aufgenommen werden</translation>
    </message>
    <message>
        <source>Analyse and record people only with their consent. A note of what they agreed to can be kept with each recording.</source>
        <translation>Analysiert und aufgenommen werden dürfen Personen nur mit ihrer Einwilligung. Ein Vermerk, worin sie eingewilligt haben, lässt sich mit jeder Aufnahme speichern.</translation>
    </message>
    <message>
        <source>At work and in education</source>
        <translation>Bei der Arbeit und in der Bildung</translation>
    </message>
    <message>
        <source>In the European Union, inferring people&apos;s emotions at work or in education is prohibited or restricted (AI Act, Article 5). What the law says where you are, you must know yourself.</source>
        <translation>In der Europäischen Union ist es verboten oder eingeschränkt, am Arbeitsplatz oder in Bildungseinrichtungen auf Emotionen von Menschen zu schließen (KI-Verordnung, Artikel 5). Was bei Ihnen gilt, müssen Sie selbst wissen.</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>Lizenz</translation>
    </message>
    <message>
        <source>The source is free under Apache-2.0. The weights of the network that come with it are for non-commercial research use only, as the data is that they learned from.</source>
        <translation>Der Quelltext ist frei unter Apache-2.0. Die mitgelieferten Gewichte des Netzes sind nur für nichtkommerzielle Forschung bestimmt, wie die Daten, aus denen sie gelernt haben.</translation>
    </message>
    <message>
        <source>I &amp;understand</source>
        <translation>&amp;Verstanden</translation>
    </message>
    <message>
        <source>recommended</source>
        <translation>empfohlen</translation>
    </message>
    <message>
        <source>State of {name}</source>
        <translation>Zustand von {name}</translation>
    </message>
    <message>
        <source>Copy details: {name}</source>
        <translation>Einzelheiten kopieren: {name}</translation>
    </message>
    <message>
        <source>Progress of {name}</source>
        <translation>Fortschritt von {name}</translation>
    </message>
    <message>
        <source>{error}. Try again, or install it from a folder.</source>
        <translation>{error}. Versuchen Sie es noch einmal, oder installieren Sie aus einem Ordner.</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>Install</source>
        <translation>Installieren</translation>
    </message>
    <message>
        <source>finds the face and its expression</source>
        <translation>findet das Gesicht und seinen Ausdruck</translation>
    </message>
    <message>
        <source>turns words into vectors</source>
        <translation>macht aus Wörtern Vektoren</translation>
    </message>
    <message>
        <source>hears English words</source>
        <translation>erkennt englische Wörter</translation>
    </message>
    <message>
        <source>hears words of many languages</source>
        <translation>erkennt Wörter vieler Sprachen</translation>
    </message>
    <message>
        <source>{purpose}; {size} MB, licence {licence}, from {host}</source>
        <translation>{purpose}; {size} MB, Lizenz {licence}, von {host}</translation>
    </message>
    <message>
        <source>Installed</source>
        <translation>Installiert</translation>
    </message>
    <message>
        <source>Comes with the program</source>
        <translation>Im Programm enthalten</translation>
    </message>
    <message>
        <source>Used from {folder}</source>
        <translation>Verwendet aus {folder}</translation>
    </message>
    <message>
        <source>Damaged: install it again</source>
        <translation>Beschädigt: bitte neu installieren</translation>
    </message>
    <message>
        <source>{part} of {size} MB are here</source>
        <translation>{part} von {size} MB sind hier</translation>
    </message>
    <message>
        <source>Not installed</source>
        <translation>Nicht installiert</translation>
    </message>
    <message>
        <source>Checking…</source>
        <translation>Wird geprüft…</translation>
    </message>
    <message>
        <source>Connecting…</source>
        <translation>Verbindung wird aufgebaut…</translation>
    </message>
    <message>
        <source>{part} of {size} MB, {speed} MB/s</source>
        <translation>{part} von {size} MB, {speed} MB/s</translation>
    </message>
    <message>
        <source>Licences</source>
        <translation>Lizenzen</translation>
    </message>
    <message>
        <source>Libraries</source>
        <translation>Bibliotheken</translation>
    </message>
    <message>
        <source>Library</source>
        <comment>of a program</comment>
        <translation>Bibliothek</translation>
    </message>
    <message>
        <source>Text of the licence</source>
        <translation>Text der Lizenz</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>Wird gelesen…</translation>
    </message>
    <message>
        <source>It comes without a text of its licence.</source>
        <translation>Ein Lizenztext liegt nicht bei.</translation>
    </message>
    <message>
        <source>Analysing {clip}</source>
        <translation>{clip} wird analysiert</translation>
    </message>
    <message>
        <source>Importing files</source>
        <translation>Dateien werden importiert</translation>
    </message>
</context>
</TS>
