//! Where the server program is.

use std::path::PathBuf;

/// The name of the server program.
const NAME: &str = "fp-server";

/// The program named by `FP_SERVER_BINARY`, else the one beside this program, else the one on the PATH.
pub(super) fn find() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os("FP_SERVER_BINARY").filter(|value| !value.is_empty()) {
        return Some(PathBuf::from(named));
    }
    let beside = std::env::current_exe()
        .ok()
        .and_then(|own| Some(own.parent()?.join(NAME)));
    let on_path = std::env::var_os("PATH").into_iter().flat_map(|path| {
        std::env::split_paths(&path)
            .map(|folder| folder.join(NAME))
            .collect::<Vec<_>>()
    });
    beside
        .into_iter()
        .chain(on_path)
        .find(|candidate| candidate.is_file())
}
