//! Checking code without storing it.

use fp_contract::validation::{ValidateReply, ValidateRequest};

use super::owned;
use super::source::{Edit, Source};
use crate::platform::error::{Error, Result};
use crate::platform::{Platform, checking};
use crate::store::{AppId, UserId};

/// Checks the code given; a request without code is answered as not valid.
pub async fn validate(platform: &Platform, request: ValidateRequest) -> Result<ValidateReply> {
    reply(platform, Source::new(edit(request))).await
}

/// Checks the files given laid over the stored draft, or the draft alone.
pub async fn validate_app(
    platform: &Platform,
    user: &UserId,
    id: &AppId,
    request: ValidateRequest,
) -> Result<ValidateReply> {
    let app = owned(platform, user, id).await?;
    let stored = Source::stored(platform.store.draft(id).await?, app.mode);
    let mut edit = edit(request);
    if let Some(files) = edit.files.take() {
        let mut merged = stored.files.clone();
        merged.extend(files);
        edit.files = Some(merged);
    }
    reply(platform, stored.edited(edit)).await
}

fn edit(request: ValidateRequest) -> Edit {
    Edit {
        code: request.code,
        files: request.files,
        entrypoint: request.entrypoint,
    }
}

async fn reply(platform: &Platform, source: Result<Source>) -> Result<ValidateReply> {
    match source {
        Ok(source) => {
            let checked = checking::check(platform, &source.files, &source.entrypoint).await?;
            Ok(checked.reply())
        }
        Err(Error::Invalid(message)) => Ok(ValidateReply {
            message,
            ..ValidateReply::default()
        }),
        Err(other) => Err(other),
    }
}
