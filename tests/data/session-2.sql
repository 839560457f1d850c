BEGIN TRANSACTION;
CREATE TABLE events (
            id INTEGER PRIMARY KEY, t REAL NOT NULL, kind TEXT NOT NULL,
            modality TEXT REFERENCES modalities,  -- empty where it concerns none
            message TEXT NOT NULL
        ) STRICT;
INSERT INTO "events" VALUES(1,0.1,'missing','face','No face.');
CREATE TABLE markers (id INTEGER PRIMARY KEY, t REAL NOT NULL, label TEXT NOT NULL) STRICT;
INSERT INTO "markers" VALUES(1,0.3,'smile');
CREATE TABLE metadata (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
INSERT INTO "metadata" VALUES('application_version','"0.1.0"');
INSERT INTO "metadata" VALUES('checkpoint','"cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc"');
INSERT INTO "metadata" VALUES('spec_sha256','"bf008aed0ffd12de722a2db7a48bfbb5fc79f555fe2b23c8d5e56707267963b0"');
INSERT INTO "metadata" VALUES('spec','{"name": "live-v1", "window": 8.0, "text": {"steps": 50, "channels": ["minilm_000", "minilm_001", "minilm_002", "minilm_003", "minilm_004", "minilm_005", "minilm_006", "minilm_007", "minilm_008", "minilm_009", "minilm_010", "minilm_011", "minilm_012", "minilm_013", "minilm_014", "minilm_015", "minilm_016", "minilm_017", "minilm_018", "minilm_019", "minilm_020", "minilm_021", "minilm_022", "minilm_023", "minilm_024", "minilm_025", "minilm_026", "minilm_027", "minilm_028", "minilm_029", "minilm_030", "minilm_031", "minilm_032", "minilm_033", "minilm_034", "minilm_035", "minilm_036", "minilm_037", "minilm_038", "minilm_039", "minilm_040", "minilm_041", "minilm_042", "minilm_043", "minilm_044", "minilm_045", "minilm_046", "minilm_047", "minilm_048", "minilm_049", "minilm_050", "minilm_051", "minilm_052", "minilm_053", "minilm_054", "minilm_055", "minilm_056", "minilm_057", "minilm_058", "minilm_059", "minilm_060", "minilm_061", "minilm_062", "minilm_063", "minilm_064", "minilm_065", "minilm_066", "minilm_067", "minilm_068", "minilm_069", "minilm_070", "minilm_071", "minilm_072", "minilm_073", "minilm_074", "minilm_075", "minilm_076", "minilm_077", "minilm_078", "minilm_079", "minilm_080", "minilm_081", "minilm_082", "minilm_083", "minilm_084", "minilm_085", "minilm_086", "minilm_087", "minilm_088", "minilm_089", "minilm_090", "minilm_091", "minilm_092", "minilm_093", "minilm_094", "minilm_095", "minilm_096", "minilm_097", "minilm_098", "minilm_099", "minilm_100", "minilm_101", "minilm_102", "minilm_103", "minilm_104", "minilm_105", "minilm_106", "minilm_107", "minilm_108", "minilm_109", "minilm_110", "minilm_111", "minilm_112", "minilm_113", "minilm_114", "minilm_115", "minilm_116", "minilm_117", "minilm_118", "minilm_119", "minilm_120", "minilm_121", "minilm_122", "minilm_123", "minilm_124", "minilm_125", "minilm_126", "minilm_127", "minilm_128", "minilm_129", "minilm_130", "minilm_131", "minilm_132", "minilm_133", "minilm_134", "minilm_135", "minilm_136", "minilm_137", "minilm_138", "minilm_139", "minilm_140", "minilm_141", "minilm_142", "minilm_143", "minilm_144", "minilm_145", "minilm_146", "minilm_147", "minilm_148", "minilm_149", "minilm_150", "minilm_151", "minilm_152", "minilm_153", "minilm_154", "minilm_155", "minilm_156", "minilm_157", "minilm_158", "minilm_159", "minilm_160", "minilm_161", "minilm_162", "minilm_163", "minilm_164", "minilm_165", "minilm_166", "minilm_167", "minilm_168", "minilm_169", "minilm_170", "minilm_171", "minilm_172", "minilm_173", "minilm_174", "minilm_175", "minilm_176", "minilm_177", "minilm_178", "minilm_179", "minilm_180", "minilm_181", "minilm_182", "minilm_183", "minilm_184", "minilm_185", "minilm_186", "minilm_187", "minilm_188", "minilm_189", "minilm_190", "minilm_191", "minilm_192", "minilm_193", "minilm_194", "minilm_195", "minilm_196", "minilm_197", "minilm_198", "minilm_199", "minilm_200", "minilm_201", "minilm_202", "minilm_203", "minilm_204", "minilm_205", "minilm_206", "minilm_207", "minilm_208", "minilm_209", "minilm_210", "minilm_211", "minilm_212", "minilm_213", "minilm_214", "minilm_215", "minilm_216", "minilm_217", "minilm_218", "minilm_219", "minilm_220", "minilm_221", "minilm_222", "minilm_223", "minilm_224", "minilm_225", "minilm_226", "minilm_227", "minilm_228", "minilm_229", "minilm_230", "minilm_231", "minilm_232", "minilm_233", "minilm_234", "minilm_235", "minilm_236", "minilm_237", "minilm_238", "minilm_239", "minilm_240", "minilm_241", "minilm_242", "minilm_243", "minilm_244", "minilm_245", "minilm_246", "minilm_247", "minilm_248", "minilm_249", "minilm_250", "minilm_251", "minilm_252", "minilm_253", "minilm_254", "minilm_255", "minilm_256", "minilm_257", "minilm_258", "minilm_259", "minilm_260", "minilm_261", "minilm_262", "minilm_263", "minilm_264", "minilm_265", "minilm_266", "minilm_267", "minilm_268", "minilm_269", "minilm_270", "minilm_271", "minilm_272", "minilm_273", "minilm_274", "minilm_275", "minilm_276", "minilm_277", "minilm_278", "minilm_279", "minilm_280", "minilm_281", "minilm_282", "minilm_283", "minilm_284", "minilm_285", "minilm_286", "minilm_287", "minilm_288", "minilm_289", "minilm_290", "minilm_291", "minilm_292", "minilm_293", "minilm_294", "minilm_295", "minilm_296", "minilm_297", "minilm_298", "minilm_299", "minilm_300", "minilm_301", "minilm_302", "minilm_303", "minilm_304", "minilm_305", "minilm_306", "minilm_307", "minilm_308", "minilm_309", "minilm_310", "minilm_311", "minilm_312", "minilm_313", "minilm_314", "minilm_315", "minilm_316", "minilm_317", "minilm_318", "minilm_319", "minilm_320", "minilm_321", "minilm_322", "minilm_323", "minilm_324", "minilm_325", "minilm_326", "minilm_327", "minilm_328", "minilm_329", "minilm_330", "minilm_331", "minilm_332", "minilm_333", "minilm_334", "minilm_335", "minilm_336", "minilm_337", "minilm_338", "minilm_339", "minilm_340", "minilm_341", "minilm_342", "minilm_343", "minilm_344", "minilm_345", "minilm_346", "minilm_347", "minilm_348", "minilm_349", "minilm_350", "minilm_351", "minilm_352", "minilm_353", "minilm_354", "minilm_355", "minilm_356", "minilm_357", "minilm_358", "minilm_359", "minilm_360", "minilm_361", "minilm_362", "minilm_363", "minilm_364", "minilm_365", "minilm_366", "minilm_367", "minilm_368", "minilm_369", "minilm_370", "minilm_371", "minilm_372", "minilm_373", "minilm_374", "minilm_375", "minilm_376", "minilm_377", "minilm_378", "minilm_379", "minilm_380", "minilm_381", "minilm_382", "minilm_383", "confidence", "confidence_unknown"], "period": null}, "voice": {"steps": 200, "channels": ["mel_00", "mel_01", "mel_02", "mel_03", "mel_04", "mel_05", "mel_06", "mel_07", "mel_08", "mel_09", "mel_10", "mel_11", "mel_12", "mel_13", "mel_14", "mel_15", "mel_16", "mel_17", "mel_18", "mel_19", "mel_20", "mel_21", "mel_22", "mel_23", "mel_24", "mel_25", "mel_26", "mel_27", "mel_28", "mel_29", "mel_30", "mel_31", "mel_32", "mel_33", "mel_34", "mel_35", "mel_36", "mel_37", "mel_38", "mel_39", "mel_delta_00", "mel_delta_01", "mel_delta_02", "mel_delta_03", "mel_delta_04", "mel_delta_05", "mel_delta_06", "mel_delta_07", "mel_delta_08", "mel_delta_09", "mel_delta_10", "mel_delta_11", "mel_delta_12", "mel_delta_13", "mel_delta_14", "mel_delta_15", "mel_delta_16", "mel_delta_17", "mel_delta_18", "mel_delta_19", "mel_delta_20", "mel_delta_21", "mel_delta_22", "mel_delta_23", "mel_delta_24", "mel_delta_25", "mel_delta_26", "mel_delta_27", "mel_delta_28", "mel_delta_29", "mel_delta_30", "mel_delta_31", "mel_delta_32", "mel_delta_33", "mel_delta_34", "mel_delta_35", "mel_delta_36", "mel_delta_37", "mel_delta_38", "mel_delta_39", "pitch", "voicing", "level", "level_dbfs", "noise_dbfs", "clipped", "flatness"], "period": 0.04}, "face": {"steps": 100, "channels": ["_neutral", "browDownLeft", "browDownRight", "browInnerUp", "browOuterUpLeft", "browOuterUpRight", "cheekPuff", "cheekSquintLeft", "cheekSquintRight", "eyeBlinkLeft", "eyeBlinkRight", "eyeLookDownLeft", "eyeLookDownRight", "eyeLookInLeft", "eyeLookInRight", "eyeLookOutLeft", "eyeLookOutRight", "eyeLookUpLeft", "eyeLookUpRight", "eyeSquintLeft", "eyeSquintRight", "eyeWideLeft", "eyeWideRight", "jawForward", "jawLeft", "jawOpen", "jawRight", "mouthClose", "mouthDimpleLeft", "mouthDimpleRight", "mouthFrownLeft", "mouthFrownRight", "mouthFunnel", "mouthLeft", "mouthLowerDownLeft", "mouthLowerDownRight", "mouthPressLeft", "mouthPressRight", "mouthPucker", "mouthRight", "mouthRollLower", "mouthRollUpper", "mouthShrugLower", "mouthShrugUpper", "mouthSmileLeft", "mouthSmileRight", "mouthStretchLeft", "mouthStretchRight", "mouthUpperUpLeft", "mouthUpperUpRight", "noseSneerLeft", "noseSneerRight", "head_pitch", "head_yaw", "head_roll", "head_x", "head_y", "head_z", "sharpness", "brightness", "contrast", "size", "frame_difference"], "period": 0.08}, "voice_baseline": {"prior": [], "prior_steps": 100, "memory_steps": 1500}, "face_baseline": {"prior": [], "prior_steps": 250, "memory_steps": 1500}, "text_encoder": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db", "text_adapters": ""}');
INSERT INTO "metadata" VALUES('settings','{"drop": []}');
INSERT INTO "metadata" VALUES('media_path','null');
INSERT INTO "metadata" VALUES('media_sha256','null');
INSERT INTO "metadata" VALUES('started','"2026-11-23T22:40:41.496+00:00"');
INSERT INTO "metadata" VALUES('engine','null');
INSERT INTO "metadata" VALUES('recognizer','null');
INSERT INTO "metadata" VALUES('report','{}');
INSERT INTO "metadata" VALUES('complete','true');
CREATE TABLE modalities (name TEXT PRIMARY KEY) STRICT;
INSERT INTO "modalities" VALUES('text');
INSERT INTO "modalities" VALUES('voice');
INSERT INTO "modalities" VALUES('face');
CREATE TABLE points (
            timeline TEXT NOT NULL REFERENCES timelines,
            t REAL NOT NULL, sentiment REAL, low REAL, high REAL, presence_text REAL NOT NULL, presence_voice REAL NOT NULL, presence_face REAL NOT NULL, quality_text REAL NOT NULL, quality_voice REAL NOT NULL, quality_face REAL NOT NULL, influence_text REAL, influence_voice REAL, influence_face REAL,
            latency_ms REAL, engine TEXT NOT NULL,
            PRIMARY KEY (timeline, t)
        ) STRICT;
INSERT INTO "points" VALUES('live',0.25,0.5,-1.0,1.0,0.5,0.5,0.5,0.5,0.5,0.5,0.25,0.25,0.25,120.0,'eager');
INSERT INTO "points" VALUES('live',0.5,1.0,-1.0,1.0,0.5,0.5,0.5,0.5,0.5,0.5,0.25,0.25,0.25,120.0,'eager');
CREATE TABLE stages (  -- the parts of a live point's latency
            timeline TEXT NOT NULL, t REAL NOT NULL, stage TEXT NOT NULL, ms REAL NOT NULL,
            PRIMARY KEY (timeline, t, stage), FOREIGN KEY (timeline, t) REFERENCES points
        ) STRICT, WITHOUT ROWID;
INSERT INTO "stages" VALUES('live',0.25,'fusion',100.0);
INSERT INTO "stages" VALUES('live',0.25,'hop',20.0);
INSERT INTO "stages" VALUES('live',0.5,'fusion',100.0);
INSERT INTO "stages" VALUES('live',0.5,'hop',20.0);
CREATE TABLE steps (
            modality TEXT NOT NULL REFERENCES modalities,
            t REAL NOT NULL, valid INTEGER NOT NULL CHECK (valid IN (0, 1)), available_at REAL NOT NULL,
            "values" BLOB NOT NULL, outline BLOB
        ) STRICT;
INSERT INTO "steps" VALUES('voice',0.04,1,0.1,X'000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000',NULL);
CREATE TABLE timelines (name TEXT PRIMARY KEY) STRICT;
INSERT INTO "timelines" VALUES('live');
INSERT INTO "timelines" VALUES('settled');
CREATE TABLE words (
            position INTEGER NOT NULL,  -- order in which the recognizer gave them
            revision INTEGER NOT NULL,  -- 0, then one more each time the word is corrected; the highest counts
            start REAL NOT NULL, "end" REAL NOT NULL, text TEXT NOT NULL,
            confidence REAL,  -- empty where the recognizer knows none
            available_at REAL NOT NULL,
            PRIMARY KEY (position, revision)
        ) STRICT;
INSERT INTO "words" VALUES(0,0,0.0,0.2,'hello',NULL,0.4);
CREATE INDEX words_by_time ON words ("end");
CREATE INDEX steps_by_time ON steps (modality, t);
CREATE INDEX markers_by_time ON markers (t);
CREATE INDEX events_by_time ON events (t);
COMMIT;
