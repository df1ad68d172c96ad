//! The runner's own package, embedded in the server and written where Python finds it.

use std::fs;
use std::path::{Path, PathBuf};

use include_dir::{Dir, DirEntry, include_dir};
use sha2::{Digest as _, Sha256};

use super::{PrepareError, remove};

static PACKAGE: Dir<'_> = include_dir!("$OUT_DIR/runner/fp_runner");

/// Writes the package into a folder below `folder` that is named after its content, and returns that folder.
pub(super) fn unpack(folder: &Path) -> Result<PathBuf, PrepareError> {
    let place = folder.join(format!("package-{}", hash()));
    if place.is_dir() {
        return Ok(place);
    }
    let temporary = folder.join(format!("package-being-written-{}", std::process::id()));
    let failed = |source| PrepareError::folder(folder, source);
    remove(&temporary).map_err(failed)?;
    write(&PACKAGE, &temporary.join("fp_runner")).map_err(failed)?;
    match fs::rename(&temporary, &place) {
        // Another start was faster; its content is the same.
        Err(_) if place.is_dir() => remove(&temporary).map_err(failed)?,
        renamed => renamed.map_err(failed)?,
    }
    Ok(place)
}

fn write(package: &Dir<'_>, to: &Path) -> std::io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in package.entries() {
        let Some(name) = entry.path().file_name() else {
            continue;
        };
        match entry {
            DirEntry::Dir(inner) => write(inner, &to.join(name))?,
            DirEntry::File(file) => fs::write(to.join(name), file.contents())?,
        }
    }
    Ok(())
}

/// Twelve hex digits that change with the package.
fn hash() -> String {
    fn add(package: &Dir<'_>, hasher: &mut Sha256) {
        for entry in package.entries() {
            hasher.update(entry.path().as_os_str().as_encoded_bytes());
            hasher.update([0]);
            match entry {
                DirEntry::Dir(inner) => add(inner, hasher),
                DirEntry::File(file) => hasher.update(Sha256::digest(file.contents())),
            }
        }
    }
    let mut hasher = Sha256::new();
    add(&PACKAGE, &mut hasher);
    let number = hasher
        .finalize()
        .iter()
        .take(6)
        .fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
    format!("{number:012x}")
}
