"""Run by LibreOffice's own Python: opens documents, accepts or rejects all changes, and prints their texts as JSON.

`python3 office.py accept|reject|keep FOLDER FILE...`; `FOLDER`: where a profile may be made.
"""

import json
import subprocess
import sys
import time

import uno
from com.sun.star.beans import PropertyValue


def hidden():
    value = PropertyValue()
    value.Name, value.Value = "Hidden", True
    return value


def connected(folder):
    """The office, started, and its context."""
    accept = f"--accept=pipe,name=dealcheck{abs(hash(folder))};urp;"
    call = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--norestore", accept]
    process = subprocess.Popen(call, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(240):
        try:
            return process, resolver.resolve(
                f"uno:pipe,name=dealcheck{abs(hash(folder))};urp;StarOffice.ComponentContext"
            )
        except Exception:
            time.sleep(0.25)
    raise SystemExit("LibreOffice did not start")


def texts(source):
    """The texts of paragraphs, those in tables too."""
    found = source.createEnumeration()
    while found.hasMoreElements():
        each = found.nextElement()
        if each.supportsService("com.sun.star.text.TextTable"):
            for name in each.getCellNames():
                yield from texts(each.getCellByName(name))
        else:
            yield each.getString()


def main(what, folder, files):
    process, context = connected(folder)
    try:
        manager = context.ServiceManager
        desktop = manager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        dispatcher = manager.createInstanceWithContext("com.sun.star.frame.DispatchHelper", context)
        answers = {}
        for file in files:
            document = desktop.loadComponentFromURL(f"file://{file}", "_blank", 0, (hidden(),))
            frame = document.getCurrentController().getFrame()
            if what != "keep":
                name = ".uno:AcceptAllTrackedChanges" if what == "accept" else ".uno:RejectAllTrackedChanges"
                dispatcher.executeDispatch(frame, name, "", 0, ())
            answers[file] = list(texts(document.Text))
            document.close(True)
        print(json.dumps(answers))
        desktop.terminate()
    finally:
        process.terminate()


main(sys.argv[1], sys.argv[2], sys.argv[3:])
