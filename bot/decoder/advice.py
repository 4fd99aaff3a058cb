"""What codes that no article explains may mean between two nodes, and what to check first.

This project's own readings of the Windows meaning, none of them documented for IISSYNC: they stand
beside documented causes, never among them. Where we would be guessing, there is nothing.
"""

from collections.abc import Mapping
from typing import NamedTuple

ADVICE_LABEL = "from the Windows meaning, not documented for IISSYNC"


class Advice(NamedTuple):
    """What a code means between two nodes, and what to check first, in order. Our own words."""

    means: str
    check: tuple[str, ...]


_ADMINISTRATOR = (
    "In User Manager on each node, see that the account that runs IISSYNC is in the Administrators "
    "group."
)
_BACKUP_THEN_REFRESH = (
    "On the source, export the packages as a backup, then use Refresh All Components on My "
    "Computer in Transaction Server."
)
_COMPARE_DLLS = "Compare the date and size of the component's DLL on the two nodes."
_COPY_BY_HAND = (
    "With the account that runs IISSYNC, copy a small file to the replication share by hand."
)
_DLLS_NEEDED = (
    "See that every DLL the component needs, a Visual Basic run-time for example, is also on the "
    "node where it fails."
)
_EVENTS = (
    "In Event Viewer on both nodes, read the System and Application logs at the time of the run."
)
_EXPORT_ONE_BY_ONE = (
    "On the source, export the packages one at a time, each into a new, empty folder, to find the "
    "one that fails."
)
_LIST_SHARES = (
    "Run `net share` on the target: is the share there that the replication settings on the source "
    "name?"
)
_LOOK_BEFORE_NEXT_RUN = (
    "Before you run IISSYNC again, see in Transaction Server on the target which packages it still "
    "has."
)
# regsvr32 writes the entries that make a component run outside MTS; a refresh puts MTS's back.
_REGISTER_AGAIN = (
    "Save the component's registry keys, register its DLL again with `regsvr32`, then use Refresh "
    "All Components in Transaction Server."
)
_REGISTER_AND_READ = (
    "On the node where it fails, run `regsvr32` on the DLL and read what it says; then use Refresh "
    "All Components in Transaction Server."
)
_ROLE_ACCOUNTS = (
    "In Transaction Server on the source, list the users of each role: look for deleted accounts "
    "and for local ones."
)
_ROOM = "See that the drive that takes the files has room."
_SAME_VERSIONS = (
    "Compare the two nodes: the same Windows version, the same service pack, the same Option Pack?"
)
_SHUT_DOWN_PACKAGE = (
    "If the target has the DLL loaded, shut down its package there in Transaction Server; its "
    "clients are cut off."
)
_WHICH_SERVICE = (
    "In Event Viewer, look in the System log for the Service Control Manager entry that names the "
    "service."
)

_MTS: Mapping[int, Advice] = {
    0x80110401: Advice(
        "Something failed in one or more packages, components or roles; this number does not say "
        "in which.",
        (_EVENTS, _EXPORT_ONE_BY_ONE, _LOOK_BEFORE_NEXT_RUN),
    ),
    0x80110402: Advice(
        "A package, component or role has a setting that is missing or not allowed.",
        (
            (
                "In Transaction Server on the source, open the properties of what was changed last "
                "and look for an empty or odd setting."
            ),
            _EXPORT_ONE_BY_ONE,
        ),
    ),
    0x80110403: Advice(
        "Something that MTS expects in its catalog, such as a package, component or role, is not "
        "there.",
        (
            (
                "In Transaction Server compare the packages of both nodes: is one missing, or one "
                "without its components?"
            ),
            _EXPORT_ONE_BY_ONE,
        ),
    ),
    0x80110404: Advice(
        "What was to be installed is already there; a component, for example, in another package.",
        (
            (
                "In Transaction Server on the target, find the package in which the component "
                "already stands."
            ),
            (
                "Compare with the source. Before you move or remove anything, export that package "
                "as a backup."
            ),
        ),
    ),
    0x80110405: Advice(
        "The files of a component could not be fetched from the computer that keeps them.",
        (
            (
                "In Transaction Server, look under Remote Components on both nodes: does the "
                "computer named there answer a `ping`?"
            ),
            "List the share that the files come from with `dir`, from the node that needs them.",
        ),
    ),
    0x80110407: Advice(
        "The file that a package is exported to could not be written.",
        (
            _ROOM,
            _COPY_BY_HAND,
            (
                "See that no package file of an earlier run is marked read-only there, or held "
                "open by a program."
            ),
        ),
    ),
    0x80110409: Advice(
        "The node that reads the package file does not know the version it was written in.",
        (
            _SAME_VERSIONS,
            "If they differ, bring both nodes to one level before you run IISSYNC again.",
        ),
    ),
    0x8011040B: Advice(
        "The node that imports already has a package with the same ID.",
        (
            "In Transaction Server compare the packages of both nodes by name, and by package ID.",
            (
                "Do not delete the target's package on suspicion: see that the source has it too, "
                "and export it as a backup."
            ),
        ),
    ),
    0x8011040C: Advice(
        "The node that imports already has a role with the same ID; the package file may be "
        "faulty.",
        (
            "In Transaction Server compare the roles of the packages on both nodes.",
            _EXPORT_ONE_BY_ONE,
            _LOOK_BEFORE_NEXT_RUN,
        ),
    ),
    0x8011040D: Advice(
        "A file of a package, such as a component's DLL, could not be copied to where it is to be "
        "installed.",
        (_COPY_BY_HAND, _ROOM, _SHUT_DOWN_PACKAGE),
    ),
    0x8011040E: Advice(
        "The type library of a component was not found, so MTS cannot learn the component's "
        "interfaces.",
        (
            (
                "See that the component's DLL, and its `.tlb` file if it has one, stand where they "
                "are registered."
            ),
            _REGISTER_AGAIN,
        ),
    ),
    0x8011040F: Advice(
        "A user or group that a role names is not known on the node where the error arose.",
        (
            _ROLE_ACCOUNTS,
            (
                "Put domain accounts into roles: one node does not know the local accounts of the "
                "other."
            ),
            (
                "See that the node reaches its domain: can User Manager for Domains list the "
                "accounts there?"
            ),
        ),
    ),
    0x80110410: Advice(
        "The roles in an exported package name users or groups that the importing node does not "
        "know.",
        (
            _ROLE_ACCOUNTS,
            (
                "Put domain accounts in their place: one node does not know the local accounts of "
                "the other."
            ),
            _LOOK_BEFORE_NEXT_RUN,
        ),
    ),
    0x80110412: Advice(
        "The ProgID of a component is missing from the registry, or damaged in it.",
        (
            (
                "Look for each component's ProgID under `HKEY_CLASSES_ROOT`: does it lead to the "
                "component's CLSID?"
            ),
            _REGISTER_AGAIN,
        ),
    ),
    0x80110413: Advice(
        "The authentication level that changing the packages asks for could not be set for the "
        "call.",
        (
            (
                "In `dcomcnfg`, on the page Default Properties, compare the authentication level "
                "of both nodes."
            ),
            (
                "From each node, see that the domain answers: log on there with the domain account "
                "that runs IISSYNC."
            ),
        ),
    ),
    0x80110414: Advice(
        "The account that a package runs as, or its password, was not accepted.",
        (
            (
                "In Transaction Server, find the packages whose Identity page names an account, "
                "and type its password again."
            ),
            (
                "In User Manager, see that the account is not disabled or locked out, and that its "
                "password has not expired."
            ),
            "See that both nodes know the account: a local account is known on its own node only.",
        ),
    ),
    0x80110415: Advice(
        "MTS was refused when it read a registry key on the node where the error arose.",
        (
            _ADMINISTRATOR,
            (
                "In `regedt32`, see who may read "
                "`HKEY_LOCAL_MACHINE\\Software\\Microsoft\\Transaction Server` and the components' "
                "keys."
            ),
            "Write the permissions down before you change any.",
        ),
    ),
    0x80110416: Advice(
        "MTS was refused when it wrote a registry key on the node where the error arose.",
        (
            _ADMINISTRATOR,
            (
                "In `regedt32`, see who may write to "
                "`HKEY_LOCAL_MACHINE\\Software\\Microsoft\\Transaction Server` and "
                "`HKEY_CLASSES_ROOT`."
            ),
            "Write the permissions down before you change any.",
        ),
    ),
    0x80110417: Advice(
        "MTS could not put a component's registry entries right, most likely for lack of rights.",
        (
            _ADMINISTRATOR,
            (
                "In `regedt32`, see who may write to the component's keys under "
                "`HKEY_CLASSES_ROOT\\CLSID`; note it before you change it."
            ),
            _REGISTER_AGAIN,
        ),
    ),
    0x80110418: Advice(
        "A component's DLL no longer has the IDs that the package file holds, as after a rebuild.",
        (
            _COMPARE_DLLS,
            (
                "Ask whether the DLL was rebuilt: without binary compatibility, Visual Basic gives "
                "it new IDs."
            ),
            _BACKUP_THEN_REFRESH,
        ),
    ),
    0x80110419: Advice(
        "What MTS has noted of a component's interfaces is missing, or has changed since.",
        (_COMPARE_DLLS, _BACKUP_THEN_REFRESH),
    ),
    0x8011041A: Advice(
        "A component's DLL was asked to register itself, and failed.",
        (
            _DLLS_NEEDED,
            _ADMINISTRATOR,
            _REGISTER_AND_READ,
        ),
    ),
    0x8011041B: Advice(
        "MTS found no share on the server that it could use for the files of the components.",
        (
            _LIST_SHARES,
            "In Services on the target, see that Server is running.",
        ),
    ),
    0x8011041C: Advice(
        "The account was refused, or got nowhere, at a network path that MTS was to use.",
        (
            (
                "With the account that runs IISSYNC, list the replication share from the source: "
                "`dir \\\\TARGET\\SHARE`."
            ),
            _ADMINISTRATOR,
            "On a share of your own, check the permissions of both the share and its folder.",
        ),
    ),
    0x8011041D: Advice(
        "The DLL of a component could not be loaded on the node where the error arose.",
        (
            "See that the DLL stands on that node where it is registered.",
            _DLLS_NEEDED,
            _REGISTER_AND_READ,
        ),
    ),
    0x8011041E: Advice(
        "The registry gives a component a type library ID that is not valid.",
        (
            (
                "See that the component's DLL, and its `.tlb` file if it has one, stand where they "
                "are registered."
            ),
            _REGISTER_AGAIN,
        ),
    ),
    0x8011041F: Advice(
        "The folder that packages are installed into was not found.",
        (
            "Compare the nodes: is the MTS folder, and `Packages` in it, on the target too?",
            (
                "If the files of the packages are on a cluster disk, see in Cluster Administrator "
                "which node owns it now."
            ),
        ),
    ),
    0x80110420: Advice(
        "The registry passes a component's calls on to another one (TreatAs), and MTS objects.",
        (
            (
                "Look for `TreatAs` or `AutoTreatAs` in the component's key under "
                "`HKEY_CLASSES_ROOT\\CLSID`, on both nodes."
            ),
            "Before you take such an entry out, find out which product set it, and save the key.",
        ),
    ),
    0x80110421: Advice(
        "The entries that lead from a component's older interfaces to its newer ones cannot be "
        "followed.",
        (
            (
                "Ask whether a Visual Basic DLL was rebuilt with binary compatibility: that makes "
                "such entries."
            ),
            _COMPARE_DLLS,
            _REGISTER_AGAIN,
        ),
    ),
    0x80110422: Advice(
        "An interface ID (IID) of a component is not valid.",
        (_EXPORT_ONE_BY_ONE, _COMPARE_DLLS, _REGISTER_AGAIN),
    ),
    0x80110423: Advice(
        "The registrar, the part that installs a component, reported errors.",
        (
            _EVENTS,
            _DLLS_NEEDED,
            _REGISTER_AND_READ,
        ),
    ),
    0x80110424: Advice(
        "A component's file is not where MTS looked for it on the node where the error arose.",
        (
            (
                "Compare with the other node: is the DLL missing, or does it stand on another path "
                "or drive?"
            ),
            (
                "If it is on a cluster disk, see in Cluster Administrator which node owns that "
                "disk now."
            ),
        ),
    ),
    0x80110425: Advice(
        "MTS could not load a component's DLL in order to install it.",
        (
            _COMPARE_DLLS,
            _DLLS_NEEDED,
            _REGISTER_AND_READ,
        ),
    ),
    0x80110426: Advice(
        "A component's DLL did not hand out the class that MTS asked it for.",
        (
            _COMPARE_DLLS,
            _DLLS_NEEDED,
            _REGISTER_AND_READ,
        ),
    ),
    0x80110427: Advice(
        "A component's type library lists a class that its DLL does not have.",
        (
            _COMPARE_DLLS,
            (
                "If the type library is a file of its own (`.tlb`), see that it comes from the "
                "same build as the DLL."
            ),
        ),
    ),
    0x80110428: Advice(
        "The type library of a component could not be loaded.",
        (
            _COMPARE_DLLS,
            (
                "If the type library is a file of its own (`.tlb`), see that it is there and "
                "readable on that node."
            ),
            _REGISTER_AGAIN,
        ),
    ),
    0x80110429: Advice(
        "A file holds no component, or none that MTS could install.",
        (
            "See that the file is the DLL that it should be, and not empty or of another version.",
            _COMPARE_DLLS,
        ),
    ),
    0x8011042A: Advice(
        "A package or what is in it is locked against changes.",
        (
            (
                "In Transaction Server on the target, look for Disable Changes on the Advanced "
                "page of the packages."
            ),
            "Unlock only what you know the reason of, and lock it again afterwards.",
        ),
    ),
    0x8011042B: Advice(
        "A package or what is in it is locked against deletion.",
        (
            (
                "In Transaction Server on the target, look for Disable Deletion on the Advanced "
                "page of the packages."
            ),
            "Before you unlock a package, export it as a backup; lock it again afterwards.",
        ),
    ),
    0x8011042C: Advice(
        "One node does not support the version of the other node's catalog.",
        (
            _SAME_VERSIONS,
            "See that not one node has MTS 2.0 (Windows NT 4.0) and the other COM+ (Windows 2000).",
        ),
    ),
    0x80110434: Advice(
        "A component's file names a registrar that is not available on the node where the error "
        "arose.",
        (
            (
                "Find out what the component was built with, and see that its run-time is on that "
                "node too."
            ),
            _COMPARE_DLLS,
        ),
    ),
}

_WIN32: Mapping[int, Advice] = {
    2: Advice(
        "A file or registry key that was asked for does not exist on the node where the error "
        "arose.",
        (
            (
                "See that the DLLs of the packages stand on the source where Transaction Server "
                "says they are."
            ),
            "Compare with the other node: is a file there that is missing here?",
        ),
    ),
    5: Advice(
        "The account that runs IISSYNC was refused, on the target or on the source.",
        (
            _ADMINISTRATOR,
            (
                "From the source, list the target's drive: `dir \\\\TARGET\\C$`. If that is "
                "refused too, look at accounts and rights before MTS."
            ),
            (
                "If it works, compare the default access and launch permissions of both nodes in "
                "`dcomcnfg`."
            ),
        ),
    ),
    32: Advice(
        "A file that was to be read or replaced is held open by another program.",
        (
            (
                "Run `net file` on the target: is a file of the packages open there from another "
                "computer?"
            ),
            "See that no backup or virus scan runs on either node at that time.",
            _SHUT_DOWN_PACKAGE,
        ),
    ),
    53: Advice(
        "The other node was not found by its name, or does not answer as a file server.",
        (
            "Run `ping TARGET` on the source: does the name lead to the right address?",
            "Run `net view \\\\TARGET` on the source: does the node answer as a file server?",
            "In Services, see that Workstation is running on the source, and Server on the target.",
        ),
    ),
    67: Advice(
        "A share was asked for by a name that was not found on the other node.",
        (
            _LIST_SHARES,
            "See that the replication settings on the source name the target, not the source.",
        ),
    ),
    86: Advice(
        "The other node did not accept the password that was sent to it.",
        (
            (
                "Run `net use` on the source: is there a connection to the target under another "
                "account?"
            ),
            "If the nodes use local accounts of one name, see that their passwords are the same.",
        ),
    ),
    112: Advice(
        "A drive that takes files is full on the node where the error arose.",
        (
            "Look at the free space of the target's drives with MTS and the replication share.",
            "Look at the free space of the source's drives with MTS and with the `TEMP` folder.",
        ),
    ),
    1053: Advice(
        "A service was told to start or stop and did not answer in time.",
        (
            _WHICH_SERVICE,
            (
                "In Services, see what state it is in; if it is still starting, wait until it is "
                "running."
            ),
        ),
    ),
    1058: Advice(
        "A service that is needed is disabled on the node where the error arose.",
        (
            _WHICH_SERVICE,
            (
                "Compare the startup types in Services on both nodes. Ask why it was disabled "
                "before you enable it."
            ),
        ),
    ),
    1068: Advice(
        "A service did not start because another one that it depends on did not.",
        (
            (
                "In Event Viewer, look in the System log for the first Service Control Manager "
                "error since the start."
            ),
            "In Services, start the one that failed first, then those that need it.",
        ),
    ),
    1069: Advice(
        "A service could not log on with the account and password that it is set to.",
        (
            _WHICH_SERVICE,
            (
                "In Services, open Startup of that service and type the password again, above all "
                "after a password change."
            ),
            (
                "In User Manager, see that the account is not locked and has the right to log on "
                "as a service."
            ),
        ),
    ),
    1219: Advice(
        "The node that calls is already connected to the other one under another account.",
        (
            "Run `net use` on the source: which connections to the target are there?",
            (
                "Find out who uses such a connection before you end it with `net use "
                "\\\\TARGET\\SHARE /delete`."
            ),
        ),
    ),
    1311: Advice(
        "The node where the error arose could not reach a domain controller to check the logon.",
        (
            "Run `ping` to a domain controller by its name, from both nodes.",
            "In Event Viewer, look in the System log of both nodes for errors from NETLOGON.",
        ),
    ),
    1326: Advice(
        "The user name or password was not accepted on the node that was asked.",
        (
            "Log on with the same account at the target itself: does it work there?",
            "If it is a local account, see that it exists on both nodes with the same password.",
            (
                "Run `net use` on the source: is there a connection to the target under another "
                "account?"
            ),
        ),
    ),
    1331: Advice(
        "The account that was used is disabled.",
        (
            (
                "In User Manager for Domains, look at the account that runs IISSYNC; for a local "
                "one, look on both nodes."
            ),
            "Look at the accounts of the packages and of the services too, before you enable any.",
        ),
    ),
    1385: Advice(
        "The account may not log on in this way on the node that was asked, over the network for "
        "example.",
        (
            (
                "In User Manager on the target, under Policies > User Rights, see who may access "
                "this computer from the network."
            ),
            "If a service reports it, see who has the right to log on as a service.",
        ),
    ),
    1396: Advice(
        "The computer that answered is not the one that its name and the domain's account say.",
        (
            "Run `ping TARGET` on the source: is the address that answers really the target's?",
            (
                "Look for an old or doubled entry of the name in DNS, WINS and the `HOSTS` and "
                "`LMHOSTS` files."
            ),
        ),
    ),
    1723: Advice(
        "The other node answers, but is too busy to take the call.",
        (
            "Look at the target in Task Manager: does a process take all of its time or memory?",
            "Wait a little, and run IISSYNC again when the target is quiet.",
        ),
    ),
    1726: Advice(
        "A call to the other node broke off; part of what it was to do may have been done.",
        (
            (
                "In Event Viewer on the target, see whether a service or process ended, or the "
                "node failed over, at that time."
            ),
            "Run `ping` from each node to the other for a while: are answers lost?",
            _LOOK_BEFORE_NEXT_RUN,
        ),
    ),
    1727: Advice(
        "A call to the other node failed before the other node did anything.",
        (
            "Run `ping` from each node to the other for a while: are answers lost?",
            (
                "In Event Viewer on the target, see whether a service or process ended or "
                "restarted at that time."
            ),
        ),
    ),
    1753: Advice(
        "The other node's RPC answers, but the service that was asked for is not listening there.",
        (
            "In Services on the target, see that IIS Admin Service and MSDTC are running.",
            "In Event Viewer on the target, see whether one of them stopped or failed to start.",
            (
                "If something filters ports between the nodes, see that it lets RPC's own range "
                "through."
            ),
        ),
    ),
    1792: Advice(
        "The Net Logon service is not running on the node where the error arose.",
        (
            "In Services on both nodes, see that Net Logon is running, and start it.",
            "If it does not start, read what NETLOGON says in the System log in Event Viewer.",
        ),
    ),
    2114: Advice(
        "The Server service is not running, so the node offers no shares.",
        (
            "In Services on the target, see that Server is running, and start it.",
            "Then run `net view \\\\TARGET` on the source: does it answer?",
        ),
    ),
    2310: Advice(
        "The share does not exist on the node that was asked.",
        (
            _LIST_SHARES,
            "If it should be an administrative share such as `C$`, see why it was removed.",
        ),
    ),
}

_COM: Mapping[int, Advice] = {
    0x80004002: Advice(
        "An object does not offer the interface it was asked for, as between different versions.",
        (
            _SAME_VERSIONS,
            _EVENTS,
        ),
    ),
    0x80010105: Advice(
        "The process that was called met an error of its own while it worked on the call.",
        (
            "In Event Viewer on the target, look in the Application log for a crash at that time.",
            "Look at the Dr. Watson log of the target: which program does it name?",
            _LOOK_BEFORE_NEXT_RUN,
        ),
    ),
    0x80010108: Advice(
        "The object that was called is no longer there: its process has ended, or let go of it.",
        (
            (
                "In Event Viewer on both nodes, see whether a service stopped, or a failover took "
                "place, at that time."
            ),
            "See that nobody shuts down packages or restarts IIS while IISSYNC runs.",
            _LOOK_BEFORE_NEXT_RUN,
        ),
    ),
    0x80040155: Advice(
        "An interface that calls are to be passed through is not registered on the node where the "
        "error arose.",
        (
            _SAME_VERSIONS,
            (
                "Find the component that the interface belongs to, and compare its registration on "
                "both nodes."
            ),
        ),
    ),
}

ADVICE: Mapping[int, Advice] = {**_WIN32, **_COM, **_MTS}
"""By unsigned value. A wrapped Win32 error, 0x8007xxxx, is found by its low 16 bits."""
