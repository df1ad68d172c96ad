//! Quotas: how much of everything an account may have, and how much it has.
//!
//! The limits are handed to the store with each new record, which counts and writes in one step.

use fp_contract::quota::{Quota, QuotaLimits, QuotaReply, QuotaUsage};

use super::Platform;
use super::error::Result;
use crate::store::{UserId, UserRecord};

/// What accounts may have when no operator says otherwise. Databases are as many as the existing platform allows.
pub const DEFAULT_LIMITS: QuotaLimits = QuotaLimits {
    apps: 100,
    databases: 10,
    tokens: 50,
    templates: 100,
};

/// The limits of an account: its own where an operator set some, the platform's otherwise.
pub fn limits(platform: &Platform, user: &UserRecord) -> QuotaLimits {
    with_quota(platform.settings.limits, user.quota.as_ref())
}

/// The same by the account's identifier; those of the platform for an account that is gone.
pub async fn limits_of(platform: &Platform, user: &UserId) -> Result<QuotaLimits> {
    let user = platform.store.user(user).await?;
    Ok(user.map_or(platform.settings.limits, |user| limits(platform, &user)))
}

/// Limits and usage of an account.
pub async fn read(platform: &Platform, user: &UserRecord) -> Result<QuotaReply> {
    let store = &platform.store;
    let usage = QuotaUsage {
        apps: store.apps_of(&user.id).await?.len(),
        databases: store.databases_of(&user.id).await?.len(),
        tokens: store.api_tokens_of(&user.id).await?.len(),
        templates: store.templates_of(Some(&user.id)).await?.len(),
    };
    Ok(QuotaReply {
        limits: limits(platform, user),
        usage,
    })
}

fn with_quota(limits: QuotaLimits, quota: Option<&Quota>) -> QuotaLimits {
    let Some(quota) = quota else { return limits };
    QuotaLimits {
        apps: quota.apps.unwrap_or(limits.apps),
        databases: quota.databases.unwrap_or(limits.databases),
        tokens: quota.tokens.unwrap_or(limits.tokens),
        templates: quota.templates.unwrap_or(limits.templates),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_own_limit_counts_before_the_platforms() {
        let quota = Quota {
            apps: Some(1),
            tokens: Some(0),
            ..Quota::default()
        };
        let limits = with_quota(DEFAULT_LIMITS, Some(&quota));
        assert_eq!(
            (limits.apps, limits.databases, limits.tokens, limits.templates),
            (1, 10, 0, 100)
        );
        assert_eq!(with_quota(DEFAULT_LIMITS, None), DEFAULT_LIMITS);
    }
}
