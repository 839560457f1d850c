<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name></name>
    <message>
        <source>&amp;Annotate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Redo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>E&amp;xclude selection</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Marker &amp;kinds…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Excluded: does not count</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edit marker…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove marker</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Count this range again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Markers and excluded ranges</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Label</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Space: Go there</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enter: Edit the marker</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Del: Remove</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Excluded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keys 1 to {last} have a kind of marker at first; Annotate &gt; Marker kinds… gives one to others.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Marker “{label}” at this moment ({key})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Marker {label}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Transcript</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Markers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Markers ({count})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>put marker</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>exclude range</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>move marker</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>change marker</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>remove marker</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>count range again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>State</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recording</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pictures a second</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lag</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Losses</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Engine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Speech model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>PAUSED</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>LIVE</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>REC PAUSED</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{rate} fps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pictures a second that the camera gives</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>lag {lag} ms</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From the newest sound and picture to the point on the plot</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{engine}, preparing {next}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What runs the network</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no speech model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{recognizer}, {seconds} s behind</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What hears the words</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>lost {what}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no losses</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n kind(s) of loss</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln picture(s) were replaced by newer ones</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Lost: {what}; {replaced}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>nothing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>REC pictures and sound</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recording {name}, with pictures and sound</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>REC pictures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recording {name}, with pictures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>REC sound</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recording {name}, with sound</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>REC measures only</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recording {name}, neither pictures nor sound</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%Ln sample(s) of sound</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln point(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln second(s) of speech</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Picture of the clip</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Picture and sound of this clip cannot be played here ({why}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loading the picture…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No picture in this file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No sound device: playing silently</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Preparing the analysis…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Engine: {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Analysed {share}, {seconds} s ahead of the playback</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The analysis ended early</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Speech: {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no recognizer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Analysed in {seconds} s, {speed} × real time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Level of the microphone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{level} dB of full scale</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No sound</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Microphone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Camera</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>System&apos;s choice</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No microphone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>First camera</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Address of a stream…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No camera</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Address of the stream, as http://192.168.1.20/video:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Camera {number}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>from</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>to</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>m:ss</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The range from {start} to {end} is empty: its end must be later than its start.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export {session}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>as it was known at the moment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>in media time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The whole session</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Beginning of the range</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>End of the range</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Leave excluded ranges out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tables ({formats}) on a regular grid</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rows a second</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sentiment against a baseline, as z-scores</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Beginning of the baseline</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>End of the baseline</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no folder {folder}: choose another one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writing…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was exported: {why}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wrote {files}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Replace files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Replace</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Folder for the export</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The selection, {start} to {end}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>rows a second</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Browse…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Formats</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Timeline</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What</source>
        <comment>is exported</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{text} is no rate; write rows a second, up to {most}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>{files} and %n more</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{files} is/are there already.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>{text} is no time; write seconds (90), m:ss (1:30) or h:mm:ss.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Keyboard shortcuts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open the &amp;logs folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;About UCRN Live</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>About UCRN Live</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sentiment of a speaker from words, voice and face, on your own machine.&lt;br&gt;&lt;br&gt;The source is licensed under Apache-2.0.&lt;br&gt;The weights, {weights}, are for non-commercial research use.&lt;br&gt;&lt;br&gt;It tells what words, voice and face look like to raters, not what a person feels. Inferring emotions at work or in education is prohibited or restricted in the EU (AI Act, Article 5).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel this file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Progress of all imports</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Imports</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Del: Cancel the import of this file</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Importing: {over} of %n file(s) done</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Imported: %n file(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n failed</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Cancel all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clear</source>
        <comment>a list</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>starting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>waiting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>done</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>was there already</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cancelled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Video and sound ({patterns});;All files (*)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import files…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Live analysis</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading the library…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No sessions yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recordings of live runs and imported media appear here. They lie in {folder}. Drop video or sound files on this page to import them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Searching what was said for “{text}”…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing matches “{text}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All words of a search must be in a session&apos;s name or in what was said.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Move %n sessions to the trash?</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Move “{name}” to the trash?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move to trash</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It can be restored from there. Media that lie elsewhere stay where they are.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%Ln session(s), {total} in all</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{shown} of %Ln session(s), {total} in all</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Import media</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import all media of a folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where is {file} now? It is looked for in this folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Library</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search names and what was said</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search names and transcripts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Files…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Folder…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy media into the sessions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rename</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find moved media…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move to trash…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop looking for the media</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name of the session</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>at {time}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>being written</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>live</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>analysed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>incomplete</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>media not found</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no media</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sessions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enter: Open the session</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>F2: Rename it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Del: Move it to the trash</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Session</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recorded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Length</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sentiment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mean</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lowest</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Highest</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{sentiment} at {time}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pause</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Record</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Begin a run with these devices (Ctrl+Return)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give the devices back for a while, or take them again (P)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>End the run (Ctrl+.)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Store the points, words and events of the run that ended as a session. It holds neither pictures, sound nor feature steps: it can be replayed and exported, and not be analysed anew</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time since the start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use {modality}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Leave {modality} out, or use it again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Resume</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>End recording</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Store pictures, sound and what is measured (Ctrl+R)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Store what is measured, neither pictures nor sound (Ctrl+R)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pause or resume</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Record or end the recording</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Record pictures and sound</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Consent note…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Speech model of the next run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The best that is fast enough</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Engine of the next run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The fastest</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the people who are recorded agreed to, kept with each recording from now on:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Consent note</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Picture of the camera</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>While it records, the keys 1 to 9 put markers.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opening the camera…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opening the file…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loading the models…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopping…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saving…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Markers are stored with a recording: press Record first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>opening the devices…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no devices</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ready</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paused: the camera is closed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>starting…</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Stopped after {time}: %Ln point(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recorded in part: {folder}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recorded: {folder}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saved: {folder}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Blue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Yellow</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Red</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Purple</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Green</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Light blue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Grey</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Note</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Highlight</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Problem</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Question</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Task</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Colour</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Other…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Colour: {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Colour of the marker</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Marker kinds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Label on key {key}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>nothing on this key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A key from 1 to 9 puts its marker at the present moment. Markers that are there stay.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Marker</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Live analysis</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Li&amp;brary</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Open…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open s&amp;ession…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open &amp;sample</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open &amp;recent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Export…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Analyse again…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>S&amp;top analysing again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Play</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mute</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>5 seconds back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>5 seconds forward</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To the beginning</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Face outline</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Plot the whole clip</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Plot 30 seconds of a clip</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Plot the whole live run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Plot the last 30 seconds of a live run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Smoothing of the curve</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mean of {seconds} s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>None</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As the system</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Light</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Usual colours</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>High contrast</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For colour-blind people</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{Modality} is left out by hand.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{Modality} is used again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The camera {name} gives nothing any more: check its plug.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The camera {name} shows only black: is its lens covered?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The camera {name} shows the same picture again and again: connect it anew.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The camera {name} is well again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The camera {name} is back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The microphone {name} gives nothing any more: check its plug.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The microphone {name} gives only silence: is it muted?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The microphone {name} is well again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The microphone {name} is back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is used now.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is nothing to analyse: choose a microphone or a camera.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no camera: connect one, or allow this program to use it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no microphone: connect one, or allow this program to use it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The camera {name} gives no picture: check that it is connected, that no other program holds it, and that this one may use it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no microphone {name}; there are: {others}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No microphone can be used ({error}): run `ucrn-live doctor`.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The microphone {name} cannot be opened ({error}): another program may hold it, or this one may not be allowed to use it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The microphone {name} is gone: connect it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No sound and no picture came within {seconds} s: check the devices.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another face is followed now: the one before was lost for a second.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Face analysis is back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Face analysis stopped ({error}) and is started again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Face analysis stopped: {error}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Face analysis cannot start: {error}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Speech recognition with {name} is back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Speech recognition does not respond.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Speech recognition failed for a sentence ({error}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Speech recognition stopped: the words of {seconds} s are lost, and it is started again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Speech recognition falls behind: the words of {seconds} s are skipped.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The speech recognizer {name} cannot be loaded ({error}): run `ucrn-live doctor`.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The engine {name} failed ({error}); {other} goes on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The engine {name} is being prepared.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The engine {name} does not work here ({error}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model {name} ({purpose}) is not installed: run `ucrn-live models install {command}`.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The machine slept for {seconds} s; the analysis goes on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paused: the devices are closed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The analysis goes on after the pause.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} has no sound: {modality} is missing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} has no picture: face is missing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} is a folder; give the path of a media file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file {path} is empty; there is nothing to analyse.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file {path} does not exist; check its name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file {path} cannot be read; give yourself permission to read it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file {path} cannot be read: {error}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file {path} is no audio or video file; choose another one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file {path} is no audio or video file that can be read, or it is damaged ({error}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file {name} cannot be read any further ({error}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file {name} is damaged: {reasons}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only {free} are free where it is recorded: make room, below {least} the recording ends.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The recording ended, as less than {least} is free on its disk; it is whole up to here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The recording stopped, what was recorded is kept: {error}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is recorded into {folder}, as only {free} are free there: make room for {least} or more.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The media file is not there</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only measures were recorded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No picture in this session: only sound</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Picture and sound cannot be played.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is not where it was ({folder}), so there is neither picture nor sound. Put it back, or tell where it is: ucrn-live sessions relocate {session} FILE.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The session {folder} is still being written by another program.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The session {folder} is being written by a program: let it finish first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{folder} is no session: it holds no session.sqlite.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{folder} exists already and is not overwritten; choose another name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{file} is not the file that {folder} was made from: its sha256 is another.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file that {folder} was made from, {name}, is nowhere below {where}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The baseline {span} s holds {count} scored point; choose a range with two or more.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The baseline {span} s holds {count} scored points; choose a range with two or more.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The sentiment in the baseline {span} s never changes; choose a longer range.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A rate of {rate} Hz cannot be exported; choose one up to {most}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Something unexpected went wrong ({error}); the terminal has details.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>timeline, a row a point</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>timeline, a row a point, with its column dictionary</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>everything, one JSON object a line</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>subtitles with sentiment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>subtitles with sentiment for web players</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Praat: words, classes of sentiment and quality, markers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ELAN: words, classes of sentiment and quality, markers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>figure</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>figure that scales</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>report on one page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dismiss notice</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>At {time}: no estimate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>At {time}: sentiment {sentiment}, 80 % interval {low} to {high}, quality: {qualities}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Plots</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Left, Right: Go a quarter of a second back or forward</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Home, End: Go to the beginning or the end</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>+, −, 0: Zoom in, out, or back to where it was</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sentiment over time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sentiment (−3 to +3)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quality weights over time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quality (0 to 1)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time (min:s)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>estimate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>mean of the last {seconds} s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>80 % interval</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quality weights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>strongly negative</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>negative</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>slightly negative</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>neutral</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>slightly positive</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>positive</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>strongly positive</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>80 % interval {low} to {high}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Presence (%)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Influence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Presence of {modality}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quality of {modality}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Influence of {modality} on the sentiment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>missing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>left out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing of {modality} in the last seconds.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sentiment now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the first window ends at {t} s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no estimate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no estimate yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>nothing to see, hear or read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{session} is analysed again after the live run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>loading the models…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Analysing {session} again: {done}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Analyse again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The one that comes with the program</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Analyse</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Makes another timeline from what is stored, beside those that are there: every word is known from the moment it was spoken, not when it was recognized.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Seconds between points</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checkpoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Engine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a checkpoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checkpoints (*.safetensors)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is a timeline of this name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It needs a name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Peaks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drops</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What to jump to</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What to jump to: extremes of the sentiment, losses of a modality, markers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Speed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Speed of playback; the pitch of the sound is kept ([ and ])</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One frame back (,)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One frame forward (.)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To the one before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To the next one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare with</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sound output</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What made the points</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use as baseline</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As measured</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Zoom</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clear</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Exclude</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Leave the selected range out of means and, if you wish, of exports (X)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the sentiment as z-scores against the selected range</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the stored points, without a baseline</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show only the selected range</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clear the selection (Esc)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As measured ({name})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>INCOMPLETE</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The recording or analysis did not reach its end</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not finished</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Timeline {name}: made {date} by UCRN Live {version}, engine {engine}, a point every {hop} s, checkpoint {checkpoint}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>NO SOUND</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It plays silently: no sound device</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{span} · {length} · mean sentiment {sentiment}
quality {quality}</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Baseline {span}: mean {mean},
deviation {deviation}, %Ln point(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Shift and drag, or I and O, selects a range;
the wheel zooms, a drag pans, a click goes there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Speed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Slower</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Faster</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One frame back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One frame forward</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous peak</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next peak</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous drop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next drop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous marker</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next marker</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tracks of a replay</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Zoom in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The selection begins here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The selection ends here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Zoom to the selection</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use the selection as baseline</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clear the selection</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Picture of the session</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The keys 1 to 9 put markers at the moment that is shown; X excludes the selected range.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%Ln word(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>no words</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recorded {date}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Analysed {date}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading a timeline…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking for the peaks…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select what to exclude first: hold Shift and drag in the tracks, or press I and O at its ends.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no engine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Picture and sound of this session cannot be played ({why}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no peak after this moment.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no peak before this moment.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no drop after this moment.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no drop before this moment.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no marker after this moment.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no marker before this moment.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No words were heard in this session.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search the shortcuts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What they do</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>UCRN Live</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>See the sentiment of a speaker from words, voice and face, moment by moment, with how far each of the three can be trusted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a video or sound file…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Play the sample</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Live analysis uses your camera and microphone, and writes nothing to disk unless you record. Or drop a file anywhere on this window; the sample is an 18-second clip that comes along.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Everything is computed on this machine; no picture, sound or word leaves it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opened lately</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Difference</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quality</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Presence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tracks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shift+Left, Shift+Right: Select, from the moment that is shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>+, −, 0: Zoom in, out, or to the whole session</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>−3 to +3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Difference of two timelines over time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>0 to 1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Presence over time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Influence over time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>−2 to +2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>z-score</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{low} to {high}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time (h:min:s)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name}, mean of the last {seconds} s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>mean absolute difference {value}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} minus {other}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sentiment against the baseline</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Influence on the sentiment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Words appear here as they are spoken.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Left, Right: Go to the word before or after</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Up, Down: Scroll</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>voice</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>face</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%Y-%m-%d</source>
        <comment>a day as Python&apos;s strftime writes it</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Position in the clip</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Left, Right: Go a second back or forward</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Page Up, Page Down: Go ten seconds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pause (Space)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Play (Space)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No sound device</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sound on (M)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mute (M)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>analysing…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opening {name}…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a session (a folder NAME.ucrn)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a video or sound file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Replay</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Make the settled timeline</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is stored.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The timeline {timeline} of {session} is there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The live run is paused: File &gt; Live analysis goes back to it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Live</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sample</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Playback</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Live</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
