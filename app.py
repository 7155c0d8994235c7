"""Composition root: reads the settings once, configures logging, wires the parts. Nothing is computed here."""

from __future__ import annotations

import os
from datetime import time
from pathlib import Path
from typing import Any, Literal

import click
from pydantic import BaseModel, Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from assessment.basis import Basis
from commands import Commands
from commands.logs import configure
from commands.program import Program
from reports.agenda import Agenda

PROJECT = Path(__file__).resolve().parent


class Sets(BaseModel):
    """The sets for the meeting that are made by themselves: `[reports]` in the file, `LANBI_REPORTS__…`."""

    regions: tuple[str, ...] = ()
    weekday: int = Field(default=0, ge=0, le=6)
    at: time = time(7)
    languages: tuple[Literal["zh", "en"], ...] = ("zh",)
    template: Path | None = None
    pdf: bool = True


class Wall(BaseModel):
    """The wall, `[wall]` in the file: the scenes that follow each other, `air:20,ranking:15` or `all`."""

    scenes: str = ""


class Settings(BaseSettings):
    """What an installation may choose: `LANBI_*` variables over `lanbi.toml` beside this file."""

    model_config = SettingsConfigDict(
        env_prefix="LANBI_",
        env_nested_delimiter="__",
        toml_file=PROJECT / "lanbi.toml",
        frozen=True,
        extra="ignore",
        env_ignore_empty=True,
    )

    home: Path = PROJECT / "var"
    store: str | None = None
    boundaries: Path = PROJECT / "data" / "boundaries"
    host: str = "127.0.0.1"
    port: int = Field(default=8050, ge=1, le=65535)
    workers: int = Field(default=2, ge=1, le=64)
    language: Literal["zh", "en"] = "zh"
    map_approval: str = ""
    city_share: float = Field(default=0.0, ge=0, le=1)
    aqi_basis: Literal["practice", "text"] = "practice"
    sand_day: Literal["valid", "left_out"] = "valid"
    trend_test: Literal["one", "two"] = "one"
    suspect: Literal["kept", "left_out"] = "kept"
    sources: dict[str, dict[str, Any]] = Field(default_factory=dict)
    clock: str = ""
    reports: Sets = Sets()
    wall: Wall = Wall()
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_format: Literal["console", "json"] = "console"
    metrics: Literal["off", "local", "on"] = "local"
    oldest_hours: int = Field(default=0, ge=0, le=8784)
    keep_payloads: int = Field(default=0, ge=0, le=3660)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Variables win over the file; there are no other places."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)


def program(settings: Settings) -> Program:
    """The program that these settings describe."""
    return Program(
        home=settings.home.expanduser().resolve(),
        store_url=settings.store,
        boundaries=settings.boundaries.expanduser().resolve(),
        basis=Basis(
            city_share=settings.city_share,
            aqi=settings.aqi_basis,
            sand_day=settings.sand_day,
            trend_test=settings.trend_test,
            suspect=settings.suspect,
        ),
        host=settings.host,
        port=settings.port,
        workers=settings.workers,
        language=settings.language,
        map_approval=settings.map_approval,
        sources=settings.sources,
        clock_url=settings.clock,
        metrics=settings.metrics,
        oldest_hours=settings.oldest_hours,
        keep_payloads=settings.keep_payloads,
        agenda=Agenda(**settings.reports.model_dump()),
        scenes=settings.wall.scenes,
    )


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.pass_context
def main(ctx: click.Context) -> None:
    """Lanbi 蓝碧: air and water of Chinese regions, judged by the standard in force on their day."""
    try:
        settings = Settings()
    except ValidationError as error:
        raise click.UsageError(f"a setting is not usable: {error}") from error
    configure(settings.log_level, settings.log_format)
    ctx.obj = program(settings)


if __name__ == "__main__":
    os.umask(0o077)
    main(prog_name="python app.py")
