"""`dealcheck screen` on a standalone cluster of Spark, two workers on this machine, one of which dies meanwhile."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import attrs
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import Result

from tests.conftest import ROOT

pytestmark = [
    pytest.mark.spark,
    pytest.mark.skipif(sys.platform == "win32", reason="process groups are those of POSIX"),
]

Run = Callable[..., Result]
BOTH = ("--rules", "us-hanoi", "--rules", "dprk-ri")
DEALS = 20_000
FILES = 8
PATIENCE = 120
"""Seconds after which something that is waited for has failed, on however slow a machine."""
QUICK = "-XX:TieredStopAtLevel=1"
"""Makes Java compile less: these processes live for a minute, and most of their work would be that."""
SETTINGS = f"""\
spark.driver.extraJavaOptions {QUICK}
spark.executor.extraJavaOptions {QUICK}
spark.executor.memory 512m
spark.driver.host 127.0.0.1
spark.shuffle.io.maxRetries 1
spark.shuffle.io.retryWait 500ms
spark.sql.shuffle.partitions 2
"""


@attrs.define
class Cluster:
    """A master and its workers, each with a folder for its logs and the data of its executors."""

    folder: Path
    spark_class: Path
    processes: dict[str, subprocess.Popen[bytes]] = attrs.field(factory=dict)
    address: str = ""
    page: str = ""

    def start(self) -> None:
        """Start a master and two workers, on ports that the system chooses, and wait until they know each other."""
        (self.folder / "conf").mkdir()
        (self.folder / "conf" / "spark-defaults.conf").write_text(SETTINGS)
        self._start("master", "org.apache.spark.deploy.master.Master", "--port", "0")
        self.address = self._logged("master", r"Starting Spark master at (spark://\S+)")
        self.page = self._logged("master", r"MasterWebUI.* at (http://\S+)")
        for name in ("worker-1", "worker-2"):
            options = ("--cores", "1", "--memory", "512m", "--work-dir", str(self.folder / name / "work"))
            self._start(name, "org.apache.spark.deploy.worker.Worker", *options, self.address)
        wait_until(lambda: self.state()["aliveworkers"] == 2, self.processes.values())

    def _start(self, name: str, kind: str, *arguments: str) -> None:
        folder = self.folder / name
        folder.mkdir()
        command = [str(self.spark_class), kind, "--host", "127.0.0.1", "--webui-port", "0", *arguments]
        with (folder / "log").open("wb") as log:
            self.processes[name] = subprocess.Popen(
                command,
                env={**self.environment, "SPARK_LOCAL_DIRS": str(folder)},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # executors are in the group of their worker
            )

    @property
    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "SPARK_CONF_DIR": str(self.folder / "conf"),
            "SPARK_DAEMON_JAVA_OPTS": QUICK,
            "SPARK_DAEMON_MEMORY": "256m",
            "SPARK_HOME": str(self.spark_class.parent.parent),
            "SPARK_LOCAL_DIRS": str(self.folder),
            "SPARK_LOCAL_IP": "127.0.0.1",
            "SPARK_PUBLIC_DNS": "127.0.0.1",
        }

    def _logged(self, name: str, pattern: str) -> str:
        log = self.folder / name / "log"
        found = wait_until(lambda: re.search(pattern, log.read_text(errors="replace")), [self.processes[name]])
        return str(found[1])

    def state(self) -> Any:
        """What the master says of its workers and applications."""
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(
            f"{self.page}/json/", timeout=30
        ) as page:
            return json.load(page)

    def kill(self, name: str) -> None:
        """Kill a process and what it started, such as the executor of a worker."""
        process = self.processes[name]
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(PATIENCE)


def wait_until(condition: Callable[[], Any], running: Any) -> Any:
    """What a condition returns as soon as that is true; fails when a process that it needs has ended, or in the end."""
    end = time.monotonic() + PATIENCE
    while not (found := condition()):
        assert all(process.poll() is None for process in running)
        assert time.monotonic() < end
        time.sleep(0.02)
    return found


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    pyspark = pytest.importorskip("pyspark")
    if shutil.which("java") is None:
        pytest.skip("Spark needs Java")
    spark_class = Path(pyspark.__file__).parent / "bin" / "spark-class"
    if not spark_class.exists():
        pytest.skip("this PySpark has no Spark in it")
    folder = tmp_path / "cluster"
    folder.mkdir()
    cluster = Cluster(folder, spark_class)
    try:
        cluster.start()
        yield cluster
    finally:
        for name in cluster.processes:
            cluster.kill(name)
            log = (folder / name / "log").read_text(errors="replace")
            print(f"--- {name}", *log.splitlines()[-20:], sep="\n")


@pytest.fixture
def table(run: Run, tmp_path: Path) -> Path:
    """A folder of files with resolutions of a draft, some of which have a word that no vocabulary has."""
    whole = tmp_path / "whole.parquet"
    result = run("sample", "examples/hanoi/draft.yaml", "-n", str(DEALS), "--seed", "7", "--out", str(whole))
    assert result.exit_code == 0
    rows = pq.read_table(whole)
    place = rows.schema.get_field_index("action")
    actions = ["freze" if number % 997 == 0 else action for number, action in enumerate(rows["action"].to_pylist())]
    rows = rows.set_column(place, "action", pa.array(actions, pa.string()))
    folder = tmp_path / "deals.parquet"
    folder.mkdir()
    size = -(-rows.num_rows // FILES)
    for number in range(FILES):
        pq.write_table(rows.slice(number * size, size), folder / f"{number}.parquet")
    return folder


@contextmanager
def screening(cluster: Cluster, table: Path, out: Path) -> Iterator[subprocess.Popen[str]]:
    """The command at work on a cluster."""
    arguments = ["screen", str(table), *BOTH, "--connect", cluster.address, "--out", str(out)]
    with subprocess.Popen(
        [sys.executable, "-m", "dealcheck", *arguments, "--format", "json"],
        cwd=ROOT,
        env=cluster.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            yield process
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)  # Spark's driver is a process that it started


def holds_results(folder: Path) -> bool:
    """Whether the executor of a worker holds results that others need."""
    return any(name.startswith("shuffle_") for _, _, names in os.walk(folder) for name in names)


def verdicts(out: Path) -> list[Any]:
    """The rows of a table, in an order of their own."""
    return sorted(pq.read_table(out).to_pylist(), key=str)


def test_a_cluster_that_loses_a_worker_gives_the_verdicts_of_duckdb(
    run: Run, cluster: Cluster, table: Path, tmp_path: Path
) -> None:
    """The worker dies when it has computed something that is needed, and the verdicts are being written."""
    alone, together = tmp_path / "alone.parquet", tmp_path / "together.parquet"
    expected = run("screen", str(table), *BOTH, "--out", str(alone), "--format", "json")
    with screening(cluster, table, together) as process:
        wait_until(lambda: cluster.state()["coresused"] == 2, [process])
        wait_until(lambda: holds_results(cluster.folder / "worker-1"), [process])
        wait_until(lambda: any(tmp_path.glob(".dealcheck-*")), [process])
        cluster.kill("worker-1")
        assert process.poll() is None
        assert not together.exists()
        output, errors = process.communicate(timeout=PATIENCE)
    assert process.returncode == expected.exit_code == 2, errors  # some deals could not be judged
    state = cluster.state()
    assert state["aliveworkers"] == 1
    assert [each["state"] for each in state["completedapps"]] == ["FINISHED"]
    (found,), (same,) = (json.loads(text)["answers"] for text in (output, expected.stdout))
    assert {**found, "verdicts_file": "", "rejects_file": ""} == {**same, "verdicts_file": "", "rejects_file": ""}
    assert found["deals"] == DEALS
    assert verdicts(together) == verdicts(alone)
    rejects = [out.with_name(f"{out.stem}.rejects.parquet") for out in (together, alone)]
    assert verdicts(rejects[0]) == verdicts(rejects[1])
