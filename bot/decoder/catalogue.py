"""What Microsoft documents of IISSYNC's status codes, entry by entry, each fact with its source.

Two kinds of fact stand apart and never mix: what an article says of IISSYNC (`Entry.meaning`,
`causes`, `steps`, `warnings`), and what the number means anywhere in Windows (`windows_meaning`).
A fact without a source is this project's own suggestion and is shown as one.
The words are ours; `code` spans stand in backticks.
"""

from typing import NamedTuple

from bot.decoder.articles import (
    IIS4,
    IIS5,
    Q191138,
    Q214783,
    Q224801,
    Q224801_2000,
    Q235698,
    Q241497,
    Q241573,
    Q243342,
    Q301919,
    Q310412,
    Article,
)
from bot.decoder.status_code import StatusCode


class Fact(NamedTuple):
    """One statement, the articles it comes from, and the product it is limited to, if to one."""

    text: str
    sources: tuple[Article, ...] = ()
    product: str | None = None


class Entry(NamedTuple):
    """One documented status code of IISSYNC.

    `windows_meaning` is what the number says anywhere in Windows, None where no header names it;
    `differs` says that it would lead a reader away from the documented meaning.
    """

    code: StatusCode
    meaning: Fact
    causes: tuple[Fact, ...] = ()
    steps: tuple[Fact, ...] = ()
    warnings: tuple[Fact, ...] = ()
    products: tuple[str, ...] = (IIS4,)
    windows_names: tuple[str, ...] = ()
    mts_names: tuple[str, ...] = ()
    windows_meaning: str | None = None
    differs: bool = False

    @property
    def succeeded(self) -> bool:
        """Whether IISSYNC reports success with it."""
        return self.code.decimal == 0

    @property
    def references(self) -> tuple[Article, ...]:
        """Every article that the entry rests on, once each, in the order of the facts."""
        facts = (self.meaning, *self.causes, *self.warnings, *self.steps)
        return tuple(dict.fromkeys(article for fact in facts for article in fact.sources))


_RUN_AGAIN = Fact(
    "Run IISSYNC again, on the node whose settings are the good ones: it overwrites the target.",
    (Q241573,),
)
_CHECK_TARGET_PACKAGES = Fact(
    "Do not run IISSYNC again yet. First look in Transaction Server on the target which packages "
    "it still has."
)
_WAIT_ONCE = Fact(
    "Wait 5 to 30 seconds before you run IISSYNC again.",
    (Q214783,),
)

_ENTRIES = (
    Entry(
        StatusCode(0),
        Fact("The synchronization succeeded.", (Q224801,)),
        steps=(
            Fact("Nothing needs to be done.", (Q224801,)),
            Fact(
                "If the target has just been rebuilt, check the permissions of its IUSR and IWAM "
                "accounts.",
                (Q241573,),
            ),
        ),
        windows_names=("ERROR_SUCCESS", "S_OK"),
        windows_meaning="success",
    ),
    Entry(
        StatusCode(3),
        Fact("The metabase on the target server cannot be reached.", (Q224801,)),
        causes=(Fact("The target's metabase may be corrupt or in use.", (Q224801,)),),
        steps=(
            Fact("On the target, see that no other program holds the metabase open."),
            Fact("If the target's metabase is corrupt, restore it from a backup."),
            _RUN_AGAIN,
        ),
        windows_names=("ERROR_PATH_NOT_FOUND",),
        windows_meaning="path not found",
        differs=True,
    ),
    Entry(
        StatusCode(64),
        Fact("The target's network name is no longer available.", (Q214783,), IIS5),
        causes=(
            Fact(
                "Usually IISSYNC was run twice within about five seconds: a run that starts too "
                "soon after another completes no request.",
                (Q214783,),
                IIS5,
            ),
        ),
        steps=(
            _WAIT_ONCE,
            Fact(
                "For several targets, name them all in one run, `iissync TARGET1 TARGET2 …`, "
                "instead of running it once for each.",
                (Q214783,),
            ),
        ),
        products=(IIS5,),
        windows_names=("ERROR_NETNAME_DELETED",),
        windows_meaning="network name no longer available",
    ),
    Entry(
        StatusCode(1060),
        Fact("The two nodes have a communications problem.", (Q224801,)),
        causes=(Fact("The default DCOM protocols of the two nodes differ.", (Q224801,)),),
        steps=(
            Fact("Make the default DCOM protocols the same on both nodes.", (Q224801,)),
            _RUN_AGAIN,
        ),
        windows_names=("ERROR_SERVICE_DOES_NOT_EXIST",),
        windows_meaning="the service is not installed",
        differs=True,
    ),
    Entry(
        StatusCode(1722),
        Fact("The RPC server is unavailable.", (Q224801,)),
        causes=(
            Fact(
                "The name of the target server is wrong, or the two nodes have a communications "
                "problem.",
                (Q224801,),
            ),
        ),
        steps=(
            Fact("Check the target's name as you typed it."),
            Fact("Check the network between the nodes: can each reach the other by that name?"),
            _RUN_AGAIN,
        ),
        windows_names=("RPC_S_SERVER_UNAVAILABLE",),
        windows_meaning="RPC server unavailable",
    ),
    Entry(
        StatusCode(1726),
        Fact("The remote procedure call failed.", (Q224801_2000,)),
        windows_names=("RPC_S_CALL_FAILED",),
        windows_meaning="remote procedure call failed",
    ),
    Entry(
        StatusCode(2147500037),
        Fact("MTS replication is not configured.", (Q224801,)),
        causes=(
            Fact(
                "The replication settings of Microsoft Transaction Server (MTS) were not filled "
                "in before IISSYNC was run.",
                (Q224801, Q191138, Q235698),
            ),
        ),
        warnings=(
            Fact(
                "Running IISSYNC in this state deletes packages on the target: only IIS "
                "Utilities, Utilities and System are left, and the article then knows no other "
                "cure than to uninstall and reinstall IIS 4.0 on both nodes.",
                (Q235698, Q191138),
                IIS4,
            ),
        ),
        steps=(
            _CHECK_TARGET_PACKAGES,
            Fact(
                "On each of the two nodes open Internet Service Manager > Microsoft Transaction "
                "Server > Computers > My Computer > Properties > Options > Replication.",
                (Q191138,),
            ),
            Fact(
                "Replication Share: a share on the other node in which the Administrator has full "
                "rights; its administrative drive share, such as `C$`, serves.",
                (Q191138,),
            ),
            Fact("Remote Server Name: the name of the other node. Apply.", (Q191138,)),
            Fact(
                "Only when both nodes are configured: on the node with the good settings, in "
                "`System32\\Inetsrv`, run `iissync TARGET`.",
                (Q191138,),
            ),
        ),
        windows_names=("E_FAIL",),
        windows_meaning="unspecified error",
        differs=True,
    ),
    Entry(
        StatusCode(2147746132),
        Fact("A COM class is not registered.", (Q310412,), IIS5),
        causes=(Fact("The COM+ catalog of the active node may be corrupt.", (Q310412,), IIS5),),
        steps=(Fact("Repair the COM+ catalog of the active node.", (Q310412, Q301919), IIS5),),
        products=(IIS5,),
        windows_names=("REGDB_E_CLASSNOTREG",),
        windows_meaning="class not registered",
    ),
    Entry(
        StatusCode(2148007941),
        Fact("No Administrator account is logged on at the target server.", (Q224801,)),
        causes=(
            Fact(
                "MTS is configured for Local Administration, not Remote Administration: then an "
                "account equivalent to a local Administrator must be logged on at the target "
                "while IISSYNC runs.",
                (Q224801,),
                IIS4,
            ),
            Fact("The COM+ catalog of the active node may be corrupt.", (Q310412,), IIS5),
        ),
        steps=(
            Fact(
                "Log an account equivalent to a local Administrator on at the target and leave it "
                "logged on, or configure MTS for Remote Administration.",
                (Q224801,),
                IIS4,
            ),
            Fact("Repair the COM+ catalog of the active node.", (Q310412, Q301919), IIS5),
            _RUN_AGAIN,
        ),
        products=(IIS4, IIS5),
        windows_names=("CO_E_SERVER_EXEC_FAILURE",),
        windows_meaning="server execution failed",
        differs=True,
    ),
    Entry(
        StatusCode(2148598785),
        Fact("Errors occurred while one or more objects were accessed.", (Q224801_2000,)),
        windows_names=("COMADMIN_E_OBJECTERRORS",),
        mts_names=("mtsErrObjectErrors",),
        windows_meaning="errors on one or more objects",
    ),
    Entry(
        StatusCode(2148598792),
        Fact("The two nodes have a communications problem.", (Q224801,)),
        causes=(Fact("Possibly an IP address conflict.", (Q224801,)),),
        steps=(
            Fact(
                "See that every IP address, on both nodes and in the IIS resource group, is valid "
                "and that all are in one subnet.",
                (Q224801,),
            ),
            _RUN_AGAIN,
        ),
        windows_names=("COMADMIN_E_APP_FILE_READFAIL",),
        mts_names=("mtsErrPDFReadFail",),
        windows_meaning="the application (package) file cannot be read",
        differs=True,
    ),
    Entry(
        StatusCode(2148598794),
        Fact("The share in the MTS replication settings is not valid.", (Q224801,)),
        causes=(
            Fact(
                "The replication share is not the administrative share of the drive on which MTS "
                "is installed on the target.",
                (Q224801,),
            ),
        ),
        steps=(
            Fact(
                "In the MTS replication settings, set Replication Share to the administrative "
                "share of that drive on the target, for example `C$`.",
                (Q224801, Q241573),
            ),
            _RUN_AGAIN,
        ),
        windows_names=("COMADMIN_E_BADPATH",),
        mts_names=("mtsErrBadPath",),
        windows_meaning="invalid file path",
        differs=True,
    ),
    Entry(
        StatusCode(2148598797),
        Fact("An error occurred while the file was copied.", (Q224801_2000,)),
        windows_names=("COMADMIN_E_CANTCOPYFILE",),
        mts_names=("mtsErrCantCopyFile",),
        windows_meaning="file cannot be copied",
    ),
    Entry(
        StatusCode(2148598800),
        Fact("One or more users in the application file are not valid.", (Q224801_2000,)),
        windows_names=("COMADMIN_E_INVALIDUSERIDS",),
        mts_names=("mtsErrInvalidUserids",),
        windows_meaning="invalid users in the application file",
    ),
    Entry(
        StatusCode(2148598801),
        Fact("The component's CLSID is missing or corrupt.", (Q224801,)),
        causes=(
            Fact(
                "A component of the package IIS In-Process Applications has no matching "
                "`AppWamClsid` in the metabase.",
                (Q243342,),
            ),
        ),
        steps=(
            Fact(
                "Copy `Mdutil.exe` from the Windows NT Option Pack CD to the Inetsrv folder of the "
                "primary node, run `mdutil enum_all w3svc > output.txt`, and note the "
                "`AppPackageID`.",
                (Q243342,),
            ),
            Fact(
                "In Registry Editor save the subtree of that package under "
                "`HKEY_LOCAL_MACHINE\\Software\\Microsoft\\Transaction Server\\Packages` as text.",
                (Q243342,),
            ),
            Fact(
                "Compare: the component there whose CLSID stands nowhere in `output.txt` as an "
                "`AppWamClsid` is the one. There may be several.",
                (Q243342,),
            ),
            Fact(
                "Find its ProgID under "
                "`HKEY_LOCAL_MACHINE\\Software\\Microsoft\\Transaction Server\\Components\\CLSID`.",
                (Q243342,),
            ),
            Fact(
                "In Transaction Server delete that component: My Computer > Packages Installed > "
                "IIS In-Process Applications > Components.",
                (Q243342,),
            ),
            _RUN_AGAIN,
        ),
        windows_names=("COMADMIN_E_NOREGISTRYCLSID",),
        mts_names=("mtsErrNoRegistryCLSID",),
        windows_meaning="CLSID missing or corrupt",
    ),
    Entry(
        StatusCode(2148598808),
        Fact(
            "CLSIDs or IIDs in the application file do not match those of its DLLs.",
            (Q224801_2000,),
        ),
        windows_names=("COMADMIN_E_CLSIDORIIDMISMATCH",),
        mts_names=("mtsErrCLSIDOrIIDMismatch",),
        windows_meaning="CLSIDs or IIDs mismatch",
    ),
    Entry(
        StatusCode(2148598828),
        Fact("The version of the server's catalog is not supported.", (Q224801_2000,)),
        windows_names=("COMADMIN_E_SESSION",),
        mts_names=("mtsErrSession",),
        windows_meaning="catalog version not supported",
    ),
    Entry(
        StatusCode(2148599041),
        Fact(
            "The user logged on at the target server has too few rights for MTS replication.",
            (Q224801,),
        ),
        causes=(
            Fact(
                "Missing rights. Installing MTS gives the same code when the account meant for "
                "it is not in the Administrators group.",
                (Q224801, Q241497),
            ),
        ),
        steps=(
            Fact("Log on at the target server as local Administrator.", (Q224801,)),
            _RUN_AGAIN,
        ),
    ),
)

CATALOGUE = {entry.code: entry for entry in _ENTRIES}
"""Every documented code, in ascending order of value."""
