//! Quotas: how much of everything an account may have.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Limits of one account; an absent one is the platform's own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Quota {
    /// Apps that are not deleted.
    #[serde(default)]
    pub apps: Option<u32>,
    /// Tenant databases.
    #[serde(default)]
    pub databases: Option<u32>,
    /// API tokens.
    #[serde(default)]
    pub tokens: Option<u32>,
    /// Own templates.
    #[serde(default)]
    pub templates: Option<u32>,
}

/// Limits in force for an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct QuotaLimits {
    /// Apps that are not deleted.
    pub apps: u32,
    /// Tenant databases.
    pub databases: u32,
    /// API tokens.
    pub tokens: u32,
    /// Own templates.
    pub templates: u32,
}

/// What an account has of each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct QuotaUsage {
    /// Apps that are not deleted.
    pub apps: usize,
    /// Tenant databases.
    pub databases: usize,
    /// API tokens.
    pub tokens: usize,
    /// Own templates.
    pub templates: usize,
}

/// `GET /api/quotas`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct QuotaReply {
    /// How much the account may have.
    pub limits: QuotaLimits,
    /// How much it has.
    pub usage: QuotaUsage,
}
