//! Archives of apps: packed, and unpacked without trusting them.
//!
//! An archive may come from anywhere: how many entries it has and how large they say they are is looked at before anything is
//! inflated, inflating stops where that was a lie, and no name leads out of `files/`.

use std::io::{Cursor, Read, Write as _};

use fp_contract::archive::{FORMAT, Manifest};
use fp_contract::files::{Files, MAX_FILE_BYTES, MAX_FILES, MAX_TOTAL_BYTES};
use zip::result::{ZipError, ZipResult};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

/// The name of the manifest.
const MANIFEST: &str = "fp-app.json";
/// What the name of every file begins with.
const FOLDER: &str = "files/";
/// Most bytes of a manifest: variables take 128 KiB at most, escaped.
const MAX_MANIFEST_BYTES: usize = 1024 * 1024;

/// Why an archive cannot be read.
#[derive(Debug, thiserror::Error)]
pub(super) enum ArchiveError {
    /// It is no zip, or a broken one.
    #[error("this is not an archive that can be read: {0}")]
    Zip(#[from] ZipError),
    /// Something cannot be inflated.
    #[error("{name} cannot be read: {reason}")]
    Entry { name: String, reason: String },
    /// There is too much in it.
    #[error("{0}")]
    TooLarge(String),
    /// A name leads somewhere else.
    #[error("{0:?} does not belong into an archive of an app: only {MANIFEST} and files below {FOLDER}")]
    Foreign(String),
    /// The manifest is missing or of no use.
    #[error("{MANIFEST} cannot be used: {0}")]
    Manifest(String),
}

/// The archive's bytes.
pub(super) fn pack(manifest: &Manifest, files: &Files) -> ZipResult<Vec<u8>> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default();
    writer.start_file(MANIFEST, options)?;
    writer.write_all(&serde_json::to_vec_pretty(manifest).unwrap_or_default())?;
    for (path, text) in files {
        writer.start_file(format!("{FOLDER}{path}"), options)?;
        writer.write_all(text.as_bytes())?;
    }
    Ok(writer.finish()?.into_inner())
}

/// What is in the archive. Whether the paths can be those of an app's files is for the caller to say.
pub(super) fn unpack(bytes: &[u8]) -> Result<(Manifest, Files), ArchiveError> {
    let mut archive = ZipArchive::new(Cursor::new(bytes))?;
    check_declared(&mut archive)?;
    let (mut manifest, mut files, mut total) = (None, Files::new(), 0);
    for index in 0..archive.len() {
        let entry = archive.by_index(index)?;
        let name = entry.name().to_owned();
        if entry.is_dir() {
            continue;
        }
        if name == MANIFEST {
            manifest = Some(read_manifest(&inflate(entry, &name, MAX_MANIFEST_BYTES)?)?);
            continue;
        }
        let path = path_of(&name)?;
        let text = inflate(entry, &name, MAX_FILE_BYTES)?;
        total += text.len();
        if total > MAX_TOTAL_BYTES {
            return Err(too_large_together());
        }
        files.insert(path.to_owned(), text);
    }
    let manifest = manifest.ok_or_else(|| ArchiveError::Manifest("there is none".to_owned()))?;
    Ok((manifest, files))
}

/// Looks at what the archive says of itself, before anything is inflated.
fn check_declared(archive: &mut ZipArchive<Cursor<&[u8]>>) -> Result<(), ArchiveError> {
    let (mut count, mut total) = (0_usize, 0_u64);
    for index in 0..archive.len() {
        let entry = archive.by_index_raw(index)?;
        let name = entry.name().to_owned();
        if entry.is_dir() || name == MANIFEST {
            continue;
        }
        path_of(&name)?;
        if entry.is_symlink() {
            return Err(ArchiveError::Foreign(name));
        }
        count += 1;
        if count > MAX_FILES {
            return Err(ArchiveError::TooLarge(format!(
                "an app may have {MAX_FILES} files"
            )));
        }
        if entry.size() > MAX_FILE_BYTES as u64 {
            return Err(too_large(&name, MAX_FILE_BYTES));
        }
        total = total.saturating_add(entry.size());
    }
    if total > MAX_TOTAL_BYTES as u64 {
        return Err(too_large_together());
    }
    Ok(())
}

fn path_of(name: &str) -> Result<&str, ArchiveError> {
    name.strip_prefix(FOLDER)
        .filter(|path| !path.is_empty())
        .ok_or_else(|| ArchiveError::Foreign(name.to_owned()))
}

/// The text of an entry, never more of it than `limit` and one byte.
fn inflate(entry: impl Read, name: &str, limit: usize) -> Result<String, ArchiveError> {
    let mut bytes = Vec::new();
    let unreadable = |reason: String| ArchiveError::Entry {
        name: name.to_owned(),
        reason,
    };
    entry
        .take(limit as u64 + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| unreadable(error.to_string()))?;
    if bytes.len() > limit {
        return Err(too_large(name, limit));
    }
    String::from_utf8(bytes).map_err(|_| unreadable("it is not UTF-8".to_owned()))
}

fn read_manifest(text: &str) -> Result<Manifest, ArchiveError> {
    let manifest: Manifest =
        serde_json::from_str(text).map_err(|error| ArchiveError::Manifest(error.to_string()))?;
    if manifest.format == 0 || manifest.format > FORMAT {
        return Err(ArchiveError::Manifest(format!(
            "its format is {}; this server reads {FORMAT}",
            manifest.format
        )));
    }
    Ok(manifest)
}

fn too_large(name: &str, limit: usize) -> ArchiveError {
    ArchiveError::TooLarge(format!("{name} has more than {limit} bytes"))
}

fn too_large_together() -> ArchiveError {
    ArchiveError::TooLarge(format!(
        "the files have more than {MAX_TOTAL_BYTES} bytes together"
    ))
}

#[cfg(test)]
mod tests;
