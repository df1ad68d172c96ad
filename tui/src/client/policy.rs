//! By what the server checks: `/api/policy`.

use fp_contract::policy::Policy;

use super::{Client, ClientError};

impl Client {
    /// The policy in force.
    pub async fn policy(&self) -> Result<Policy, ClientError> {
        self.get("/api/policy").await
    }
}
