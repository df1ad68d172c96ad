//! API tokens, kept by digest.

use async_trait::async_trait;
use fp_contract::Timestamp;

use super::{Afterwards, Cached};
use crate::store::{ApiTokenRecord, ApiTokens, Result, UserId};

#[async_trait]
impl ApiTokens for Cached {
    async fn create_api_token(&self, token: &ApiTokenRecord, limit: u32) -> Result<()> {
        self.store.create_api_token(token, limit).await
    }

    async fn api_token_by_digest(&self, digest: &str) -> Result<Option<ApiTokenRecord>> {
        self.tokens
            .get(digest, async || self.store.api_token_by_digest(digest).await)
            .await
    }

    async fn api_tokens_of(&self, user: &UserId) -> Result<Vec<ApiTokenRecord>> {
        self.store.api_tokens_of(user).await
    }

    async fn touch_api_token(&self, id: &str, at: Timestamp) -> Result<()> {
        let _afterwards = Afterwards(|| self.tokens.forget_where(|token| token.id == id));
        self.store.touch_api_token(id, at).await
    }

    async fn delete_api_token(&self, user: &UserId, id: &str) -> Result<()> {
        let _afterwards = Afterwards(|| self.tokens.forget_where(|token| token.id == id));
        self.store.delete_api_token(user, id).await
    }
}
