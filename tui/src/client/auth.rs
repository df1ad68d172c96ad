//! Accounts: `/api/auth`.

use fp_contract::user::{LogIn, SignUp, Token, User};
use reqwest::Method;

use super::{Client, ClientError};

impl Client {
    /// Signs in and uses the token from now on.
    pub async fn log_in(&self, username: &str, password: &str) -> Result<String, ClientError> {
        let body = LogIn {
            username: username.to_owned(),
            password: password.to_owned(),
        };
        let token: Token = self.call(Method::POST, "/api/auth/login", &body).await?;
        self.set_token(Some(token.access_token.clone()));
        Ok(token.access_token)
    }

    /// Creates an account.
    pub async fn sign_up(&self, request: &SignUp) -> Result<User, ClientError> {
        self.call(Method::POST, "/api/auth/signup", request).await
    }

    /// Who the token belongs to.
    pub async fn me(&self) -> Result<User, ClientError> {
        self.get("/api/auth/me").await
    }
}
