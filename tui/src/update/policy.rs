//! By what is checked: the server's policy, once it has said it.

use std::sync::Arc;

use fp_contract::policy::Policy;

use super::diagnostics;
use crate::client::ClientError;
use crate::effect::Effect;
use crate::model::Model;

/// The server said its policy. One that is older and says none leaves the default one in force.
pub(super) fn arrived(model: &mut Model, result: Result<Policy, ClientError>) -> Vec<Effect> {
    let Ok(policy) = result else { return Vec::new() };
    let policy = fp_checking::in_checker(policy);
    if policy == *model.policy {
        return Vec::new();
    }
    model.policy = Arc::new(policy);
    diagnostics::check_now(model)
}
