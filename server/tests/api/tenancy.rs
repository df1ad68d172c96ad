//! What belongs to somebody is nobody else's, whatever is asked of it. The operations come from the API's own description, so
//! that a new one is covered the day it is added.

mod operations;
mod owned;

use axum::http::StatusCode;
use fp_contract::Timestamp;
use fp_contract::scope::Scope;
use fp_server::store::UserChange;

use super::bed::{Answer, Bed, Client};
use super::streams::connect;
use operations::{Operation, operations};
use owned::{Owned, picture, token};

/// Operations that need no account, and no others.
const PUBLIC: [&str; 5] = [
    "GET /",
    "GET /health",
    "POST /api/auth/login",
    "POST /api/auth/reset",
    "POST /api/auth/signup",
];

/// A platform on which `ada` owns one of everything.
struct House {
    bed: Bed,
    address: String,
    ada: Client,
    owned: Owned,
}

impl House {
    async fn new() -> Self {
        let bed = Bed::new().await;
        let ada = bed.signed_up("ada").await;
        let owned = Owned::new(&bed, "ada", &ada).await;
        Self {
            address: bed.listen().await,
            bed,
            ada,
            owned,
        }
    }

    /// The status with which a visitor's request for something of ada's is answered.
    async fn visit(&self, visitor: &Client, operation: &Operation) -> Answer {
        let path = operation.path_to(|parameter| self.owned.object(parameter));
        self.visit_path(visitor, operation, &path).await
    }

    async fn visit_path(&self, visitor: &Client, operation: &Operation, path: &str) -> Answer {
        if !operation.streams {
            return visitor.send(&operation.method, path, operation.body()).await;
        }
        let opened = connect(&self.address, path, visitor.token.as_deref()).await;
        Answer {
            status: opened.err().unwrap_or(StatusCode::SWITCHING_PROTOCOLS),
            headers: axum::http::HeaderMap::new(),
            body: serde_json::Value::Null,
        }
    }

    /// Has the visitor try every operation; each must be refused with one of these statuses, and change nothing.
    async fn refuses(&self, visitor: &Client, which: impl Fn(&Operation) -> bool, statuses: &[u16]) {
        let before = picture(&self.bed).await;
        let mut let_in = Vec::new();
        for operation in operations().iter().filter(|operation| which(operation)) {
            let answer = self.visit(visitor, operation).await;
            if !statuses.contains(&answer.status.as_u16()) {
                let_in.push(format!("{}: {} {}", operation.name(), answer.status, answer.body));
            }
        }
        assert!(let_in.is_empty(), "not refused:\n{}", let_in.join("\n"));
        assert_eq!(
            picture(&self.bed).await,
            before,
            "a refused request changed something"
        );
    }
}

fn needs_account(operation: &Operation) -> bool {
    operation.scopes.is_some()
}

fn is_operators(operation: &Operation) -> bool {
    operation.path.starts_with("/api/admin/")
}

#[test]
fn operations_that_need_no_account_are_listed() {
    let public: Vec<_> = operations()
        .iter()
        .filter(|operation| !needs_account(operation))
        .map(Operation::name)
        .collect();
    let unlisted: Vec<_> = public
        .iter()
        .filter(|name| !PUBLIC.contains(&name.as_str()))
        .collect();
    assert!(unlisted.is_empty(), "{unlisted:?}");
}

#[tokio::test]
async fn a_stranger_is_refused_by_every_operation() {
    let house = House::new().await;
    house
        .refuses(&house.bed.stranger(), needs_account, &[401, 403])
        .await;
}

#[tokio::test]
async fn another_user_is_refused_by_every_operation_on_what_is_not_theirs() {
    let house = House::new().await;
    let eve = house.bed.signed_up("eve").await;
    let foreign = |operation: &Operation| {
        needs_account(operation) && (operation.has_object() || is_operators(operation))
    };
    house.refuses(&eve, foreign, &[403, 404]).await;
}

#[tokio::test]
async fn somebody_elses_app_or_database_looks_as_if_it_were_not_there() {
    let house = House::new().await;
    let eve = house.bed.signed_up("eve").await;
    let hidden = |operation: &&Operation| {
        !operation.streams
            && !is_operators(operation)
            && ["{app_id}", "{database_id}"]
                .iter()
                .any(|name| operation.path.contains(name))
    };
    for operation in operations().iter().filter(hidden) {
        let foreign = house.visit(&eve, operation).await;
        let missing = operation.path_to(|parameter| match parameter {
            "app_id" => "nothing1".to_owned(),
            "database_id" => "00000000".to_owned(),
            other => house.owned.object(other),
        });
        let missing = house.visit_path(&eve, operation, &missing).await;
        assert_eq!(
            foreign.status,
            StatusCode::NOT_FOUND,
            "{}: {}",
            operation.name(),
            foreign.body
        );
        assert_eq!(
            foreign.body,
            missing.body,
            "{} tells the two apart",
            operation.name()
        );
    }
}

#[tokio::test]
async fn a_suspended_user_is_refused_by_every_operation() {
    let house = House::new().await;
    let user = house
        .bed
        .platform
        .store
        .user_by_name("ada")
        .await
        .unwrap()
        .unwrap();
    let change = UserChange {
        suspended_at: Some(Some(Timestamp::now())),
        ..UserChange::default()
    };
    // A suspension that leaves nobody to operate the platform is refused.
    house
        .bed
        .platform
        .store
        .change_user(&user.id, &change)
        .await
        .unwrap();
    house.refuses(&house.ada, needs_account, &[401, 403]).await;
}

#[tokio::test]
async fn an_ended_session_is_refused_by_every_operation() {
    let house = House::new().await;
    let user = house
        .bed
        .platform
        .store
        .user_by_name("ada")
        .await
        .unwrap()
        .unwrap();
    house
        .bed
        .platform
        .store
        .end_sessions_of(&user.id, None)
        .await
        .unwrap();
    house.refuses(&house.ada, needs_account, &[401, 403]).await;
}

#[tokio::test]
async fn a_token_without_the_scope_is_refused_even_what_is_its_owners() {
    let house = House::new().await;
    let user = house
        .bed
        .platform
        .store
        .user_by_name("ada")
        .await
        .unwrap()
        .unwrap()
        .id;
    for scope in ["logs:read", "templates:read"] {
        let (_, secret) = token(&house.bed, &user, &[scope]).await;
        let held: Scope = scope.parse().unwrap();
        let beyond = |operation: &Operation| {
            operation.scopes.as_ref().is_some_and(|needed| {
                needed.is_empty() || !needed.iter().all(|needed| held.includes(needed.parse().unwrap()))
            })
        };
        house
            .refuses(&house.bed.with_token(&secret), beyond, &[403])
            .await;
    }
}
