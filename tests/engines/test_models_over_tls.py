"""Downloads over TLS, from a server here with a certificate of its own: trusted, not trusted, and led astray."""

from __future__ import annotations

import shutil
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from engines.models import CATALOGUE, ModelStore, State
from tests.model_server import CONFIG, WEIGHTS, Server, small_entry
from ucrn_core.errors import ModelStoreError


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with a new key and a certificate for this machine that it signed itself."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl, which makes a certificate, is not installed")
    file = tmp_path_factory.mktemp("tls") / "own.pem"
    subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *subject]
    subprocess.run([*made, "-keyout", str(file), "-out", f"{file}.crt"], check=True, capture_output=True)
    with file.open("a") as out:
        out.write(Path(f"{file}.crt").read_text())
    return file


@pytest.fixture
def server(certificate: Path) -> Iterator[Server]:
    made = Server()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    made.http.socket = context.wrap_socket(made.http.socket, server_side=True)
    made.address = f"https://localhost:{made.http.server_port}"
    made.files = {"/config.json": CONFIG, "/model.bin": WEIGHTS}
    yield made
    made.http.shutdown()
    made.http.server_close()


@pytest.fixture
def store(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModelStore:
    monkeypatch.delenv("UCRN_LIVE_MODEL_MIRROR", raising=False)
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setitem(CATALOGUE, "small-model", small_entry("small-model", server.address))
    return ModelStore(tmp_path / "models")


def install(store: ModelStore) -> Path:
    return store.install("small-model", lambda entry: True)


def test_a_server_that_is_trusted(store: ModelStore, certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))  # as people behind a company's proxy have to
    assert (install(store) / "model.bin").read_bytes() == WEIGHTS


@pytest.mark.parametrize(
    "environment", [{}, {"PYTHONHTTPSVERIFY": "0", "CURL_CA_BUNDLE": "", "REQUESTS_CA_BUNDLE": "", "SSL_CERT_FILE": ""}]
)
def test_one_that_is_not_is_refused_whatever_the_environment_says(
    store: ModelStore, server: Server, monkeypatch: pytest.MonkeyPatch, environment: dict[str, str]
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(ModelStoreError, match="certificate is not trusted"):
        install(store)
    assert store.status("small-model").state is State.MISSING
    assert server.asked == []


def test_a_redirect_never_leaves_tls(
    store: ModelStore, server: Server, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
    plain = Server()
    plain.files = server.files
    try:
        server.redirects["/config.json"] = f"{plain.address}/config.json"
        with pytest.raises(ModelStoreError, match="only downloaded over https"):
            install(store)
        assert plain.asked == []
    finally:
        plain.http.shutdown()
        plain.http.server_close()
