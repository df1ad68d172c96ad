//! Versions: the revisions that were live before, as clients of the existing platform know them.

use std::fmt::Write as _;

use fp_contract::app::Mode;
use fp_contract::revision::Revision;
use fp_contract::version::{Version, VersionList};
use sha2::{Digest as _, Sha256};

use super::readable;
use super::source::code_of;
use crate::platform::Platform;
use crate::platform::error::Result;
use crate::store::{AppId, AppRecord, Page, RevisionUse, StoreError, UserId};

/// Most versions in the list.
const MAX_VERSIONS: usize = 10;
/// Revisions looked at to find those that were live.
const LOOK_BACK: u32 = 1_000;
/// Hex digits of a hash that are shown.
const HASH_DIGITS: usize = 16;

/// The revisions that were live before the present one, newest first, with their code.
pub async fn versions(platform: &Platform, user: &UserId, id: &AppId) -> Result<VersionList> {
    let app = readable(platform, user, id).await?;
    let mut versions = Vec::new();
    for (used, live_at) in earlier(platform, &app).await? {
        let revision = stored(platform, &used.revision).await?;
        let code = code_of(single(&app, &revision), &revision.files, &revision.entrypoint);
        versions.push(Version {
            code_hash: hash(&app, &revision),
            files: code.is_none().then_some(revision.files),
            code,
            deployed_at: live_at,
            revision: used.revision,
        });
    }
    let current_deployed_hash = match &app.live_revision {
        Some(live) => Some(hash(&app, &stored(platform, live).await?)),
        None => None,
    };
    Ok(VersionList {
        app_id: app.id.0,
        versions,
        current_deployed_hash,
    })
}

/// The revisions of the list, with when each last went live.
pub(super) async fn earlier(
    platform: &Platform,
    app: &AppRecord,
) -> Result<Vec<(RevisionUse, fp_contract::Timestamp)>> {
    let page = Page {
        after: None,
        limit: LOOK_BACK,
    };
    let uses = platform.store.revisions_of(&app.id, &page).await?;
    let mut earlier: Vec<_> = uses
        .into_iter()
        .filter(|used| Some(&used.revision) != app.live_revision.as_ref())
        .filter_map(|used| used.live_at.map(|live_at| (used, live_at)))
        .collect();
    earlier.sort_by_key(|(_, live_at)| std::cmp::Reverse(*live_at));
    earlier.truncate(MAX_VERSIONS);
    Ok(earlier)
}

/// The revision with this name, which the record refers to.
pub(super) async fn stored(platform: &Platform, revision: &str) -> Result<Revision> {
    let found = platform.store.revision(revision).await?;
    Ok(found.ok_or(StoreError::NotFound("revision"))?)
}

/// A revision has no mode of its own: of a single-file app it is one text while it has no other file.
fn single(app: &AppRecord, revision: &Revision) -> Mode {
    if app.mode == Mode::Single && revision.files.len() == 1 {
        Mode::Single
    } else {
        Mode::Multi
    }
}

fn hash(app: &AppRecord, revision: &Revision) -> String {
    match code_of(single(app, revision), &revision.files, &revision.entrypoint) {
        Some(code) => hash_of([code.as_str()]),
        None => hash_of(
            revision
                .files
                .iter()
                .flat_map(|(name, content)| [name.as_str(), ":", content.as_str()]),
        ),
    }
}

fn hash_of<'a>(parts: impl IntoIterator<Item = &'a str>) -> String {
    let mut hasher = Sha256::new();
    parts.into_iter().for_each(|part| hasher.update(part.as_bytes()));
    let digits = hasher.finalize().iter().fold(String::new(), |mut hex, byte| {
        // Writing to a String cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    });
    digits[..HASH_DIGITS].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_those_of_the_existing_platform() {
        // printf 'app = 1' | sha256sum
        assert_eq!(hash_of(["app = 1"]), "74c8300d36bdced7");
        // printf 'a.py:xb.py:y' | sha256sum
        assert_eq!(hash_of(["a.py", ":", "x", "b.py", ":", "y"]), "525c753d745b85d5");
    }
}
