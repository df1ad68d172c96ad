//! The journal: a copy on this machine of edits the server may not have, written while typing.
//!
//! One file per app and server, replaced atomically, so that a killed terminal, a full disk or a dead server loses at
//! most the last moments. Knows nothing of screens; it blocks, so only the runtime's threads call it.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use fp_contract::Timestamp;
use fp_contract::files::Files;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// What the journal keeps of an app.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JournalEntry {
    /// The app.
    pub app_id: String,
    /// When it was written.
    pub written_at: Timestamp,
    /// The server's draft version the edits started from.
    pub base_draft_version: u64,
    /// How many changes the server has not seen.
    pub unsaved_changes: u64,
    /// The file that defines `app`.
    pub entrypoint: String,
    /// All texts as they were on screen.
    pub files: Files,
}

/// The journal of one server.
#[derive(Debug, Clone)]
pub struct Journal {
    folder: PathBuf,
}

impl Journal {
    /// The journal of `server` below `state_folder`.
    pub fn new(state_folder: &Path, server: &str) -> Self {
        let digest = Sha256::digest(server.trim_end_matches('/').as_bytes());
        let number = digest
            .iter()
            .take(8)
            .fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
        Self {
            folder: state_folder.join("journal").join(format!("{number:016x}")),
        }
    }

    /// Writes an entry in the place of the one before; it is on the disk when this returns.
    pub fn write(&self, entry: &JournalEntry) -> io::Result<()> {
        self.replace(&self.path(&entry.app_id), entry)
    }

    /// Keeps an entry beside the journal, under the time it was written, and returns where.
    pub fn set_aside(&self, entry: &JournalEntry) -> io::Result<PathBuf> {
        let stamp = entry.written_at.as_microseconds();
        let path = self
            .folder
            .join(format!("{}.{stamp}.aside", file_name(&entry.app_id)));
        self.replace(&path, entry).map(|()| path)
    }

    /// What is kept of an app. An entry that cannot be read is set aside, never deleted.
    pub fn read(&self, app_id: &str) -> io::Result<Option<JournalEntry>> {
        let path = self.path(app_id);
        let text = match fs::read(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let Ok(entry) = serde_json::from_slice(&text) else {
            fs::rename(&path, path.with_extension("unreadable"))?;
            return Ok(None);
        };
        Ok(Some(entry))
    }

    /// Forgets what is kept of an app.
    pub fn clear(&self, app_id: &str) -> io::Result<()> {
        match fs::remove_file(self.path(app_id)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// Where an app's entry is.
    pub fn path(&self, app_id: &str) -> PathBuf {
        self.folder.join(format!("{}.json", file_name(app_id)))
    }

    fn replace(&self, path: &Path, entry: &JournalEntry) -> io::Result<()> {
        fs::create_dir_all(&self.folder)?;
        let new = path.with_extension("new");
        let mut file = private_file(&new)?;
        file.write_all(&serde_json::to_vec(entry)?)?;
        file.sync_data()?;
        fs::rename(&new, path)
    }
}

/// Identities come from a server: nothing but letters and digits becomes part of a path.
fn file_name(app_id: &str) -> String {
    app_id
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .take(64)
        .collect()
}

/// A file that only its owner can read: drafts may hold secrets.
fn private_file(path: &Path) -> io::Result<fs::File> {
    use std::os::unix::fs::OpenOptionsExt as _;
    fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(path)
}

#[cfg(test)]
mod tests;
