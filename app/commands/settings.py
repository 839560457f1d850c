"""`ucrn-live settings`: show and change what the window remembers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands import complain

if TYPE_CHECKING:
    from app.settings import SettingsStore

settings_app = typer.Typer(no_args_is_help=True, help="Settings of the window: show, change, reset, where they are.")


@settings_app.command()
def show(as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False) -> None:
    """Tell every setting and its value; of an address of a camera without its passwords."""
    from app.settings import setting_names
    from engines.sources.camera import without_password

    settings = _opened().now.model_dump(mode="json")
    settings["live"]["camera"] = without_password(settings["live"]["camera"])
    if as_json:
        typer.echo(json.dumps(settings, indent=2))
        return
    for name in setting_names():
        section, _, field = name.rpartition(".")
        value = (settings[section] if section else settings)[field]
        typer.echo(f"{name:20} {json.dumps(value, ensure_ascii=False)}")


@settings_app.command()
def path() -> None:
    """Tell where the settings file is, or will be."""
    from app.settings import settings_path

    typer.echo(settings_path())


@settings_app.command("set", context_settings={"ignore_unknown_options": True})  # a number may be below 0
def set_value(
    key: Annotated[str, typer.Argument(metavar="KEY", help="Its name, as `settings show` has it.", show_default=False)],
    value: Annotated[str, typer.Argument(metavar="VALUE", help="A text, or JSON.", show_default=False)],
) -> None:
    """Change a setting, for a window that is opened from now on."""
    from ucrn_core.errors import SettingsError

    store = _opened()
    section, _, field = key.rpartition(".")
    try:
        store.change(section, **{field: value})
    except SettingsError as refused:
        try:
            content = json.loads(value)
        except ValueError:
            raise refused from None
        store.change(section, **{field: content})
    _check_written(store)
    if key == "library.folder" and value and not Path(value).exists():
        typer.echo(f"{value} is not there yet; it is made when something is stored.")


@settings_app.command()
def reset(
    keys: Annotated[
        list[str] | None,
        typer.Argument(metavar="[NAME]...", help="These sections, or fields outside of them.", show_default=False),
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Without names: all settings.")] = False,
) -> None:
    """Give settings their defaults."""
    from ucrn_core.errors import SettingsError

    if not keys and not everything:
        raise SettingsError("Name what is to have its default again, or give --all for all settings.")
    store = _opened()
    store.reset(*(keys or ()))
    _check_written(store)


def _opened() -> SettingsStore:
    from app.settings import SettingsStore

    store = SettingsStore()
    while store.told:
        complain(store.told.pop(0))
    return store


def _check_written(store: SettingsStore) -> None:
    """SettingsError: what was to be changed is not in the file."""
    from ucrn_core.errors import SettingsError

    store.close()
    if store.trouble:
        raise SettingsError(f"{store.trouble.partition('): ')[0]}): nothing was changed.")
