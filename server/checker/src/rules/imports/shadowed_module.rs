//! FP303: a file has the name of a module that the runner needs.

use crate::diagnostic::Severity;
use crate::rules::{Rule, RuleCode};

pub(crate) const RULE: Rule = Rule {
    code: RuleCode::new("FP303"),
    name: "shadowed-module",
    severity: Severity::Error,
    summary: "a file has the name of a module that the runner needs",
    text: "The app's folder comes first when Python looks for a module. A file named like a standard \
           module or an installed package takes its place, or is itself never found because the module \
           is loaded already. Give the file another name.",
};

use crate::check::Seen;
use crate::diagnostic::Diagnostic;
use crate::policy::Policy;
use crate::project::is_python;
use crate::source::Source;

/// Standard modules that Python, the runner and the packages of its image load, found in `sys.modules` after importing them
/// all on 3.10, 3.11 and 3.13, and a few that those load later. Sorted. A file with the name of any other does no harm.
const NEEDED: &[&str] = &[
    "__future__",
    "abc",
    "argparse",
    "array",
    "ast",
    "asyncio",
    "atexit",
    "base64",
    "binascii",
    "bisect",
    "builtins",
    "bz2",
    "calendar",
    "codecs",
    "collections",
    "colorsys",
    "concurrent",
    "configparser",
    "contextlib",
    "contextvars",
    "copy",
    "copyreg",
    "csv",
    "ctypes",
    "dataclasses",
    "datetime",
    "decimal",
    "difflib",
    "dis",
    "email",
    "encodings",
    "enum",
    "errno",
    "fcntl",
    "fnmatch",
    "fractions",
    "functools",
    "genericpath",
    "getpass",
    "gettext",
    "glob",
    "graphlib",
    "grp",
    "gzip",
    "hashlib",
    "heapq",
    "hmac",
    "html",
    "http",
    "importlib",
    "inspect",
    "io",
    "ipaddress",
    "itertools",
    "json",
    "keyword",
    "linecache",
    "locale",
    "logging",
    "lzma",
    "marshal",
    "math",
    "mimetypes",
    "multiprocessing",
    "netrc",
    "ntpath",
    "numbers",
    "opcode",
    "operator",
    "os",
    "pathlib",
    "pickle",
    "pkgutil",
    "platform",
    "posix",
    "posixpath",
    "pprint",
    "pwd",
    "queue",
    "quopri",
    "random",
    "re",
    "reprlib",
    "resource",
    "secrets",
    "select",
    "selectors",
    "shlex",
    "shutil",
    "signal",
    "site",
    "socket",
    "socketserver",
    "sqlite3",
    "sre_compile",
    "sre_constants",
    "sre_parse",
    "ssl",
    "stat",
    "string",
    "stringprep",
    "struct",
    "subprocess",
    "sys",
    "sysconfig",
    "tarfile",
    "tempfile",
    "textwrap",
    "threading",
    "time",
    "token",
    "tokenize",
    "tomllib",
    "traceback",
    "tracemalloc",
    "types",
    "typing",
    "unicodedata",
    "unittest",
    "urllib",
    "uuid",
    "warnings",
    "weakref",
    "xml",
    "zipfile",
    "zipimport",
    "zlib",
    "zoneinfo",
];

/// Files and folders at the top that take the place of a module the runner needs.
pub(crate) fn findings(seen: &Seen<'_>) -> Vec<Diagnostic> {
    let private = |name: &str| name.starts_with('_') && Policy::is_standard(name);
    let shadows =
        |name: &str| NEEDED.binary_search(&name).is_ok() || private(name) || Policy::is_installed(name);
    let top = |path: &str| match path.split_once('/') {
        Some((folder, _)) => folder.to_owned(),
        None => path.trim_end_matches(".py").to_owned(),
    };
    let mut named: Vec<(String, &str)> = seen
        .project
        .files
        .keys()
        .filter(|path| is_python(path))
        .map(|path| (top(path), path.as_str()))
        .collect();
    named.dedup_by(|later, earlier| later.0 == earlier.0);
    let findings = named
        .into_iter()
        .filter(|(name, _)| shadows(name))
        .map(|(name, path)| {
            let kind = if Policy::is_standard(&name) {
                "a module of Python"
            } else {
                "an installed package"
            };
            let mut finding =
                Source::new(path, "").diagnostic(&RULE, 0..0, format!("`{name}` is also the name of {kind}"));
            finding.help = Some("give the file another name".to_owned());
            finding
        });
    findings.collect()
}
