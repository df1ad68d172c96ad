//! One of everything that a user can own, and a picture of the whole record.

use axum::http::StatusCode;
use fp_contract::Timestamp;
use fp_server::platform::identifier;
use fp_server::store::{ApiTokenRecord, DatabaseRecord, DatabaseState, RecordKind, UserId};
use serde_json::{Value, json};

use crate::api::bed::{Bed, Client, GOOD};

/// Identifiers of what one user owns.
pub(super) struct Owned {
    app: String,
    deployment: String,
    revision: String,
    template: String,
    database: String,
    session: String,
    token: String,
    user: UserId,
}

impl Owned {
    /// One of everything for this user.
    pub(super) async fn new(bed: &Bed, name: &str, client: &Client) -> Self {
        let store = &bed.platform.store;
        let user = store.user_by_name(name).await.unwrap().unwrap().id;
        let app = client.draft(GOOD).await;
        let deployment = deployed(client, &app).await;
        let template = json!({"name": "Mine", "description": "What I begin with.", "code": GOOD});
        let template = client
            .post("/api/templates", template)
            .await
            .expect(StatusCode::OK);
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        Self {
            app,
            deployment: text(&deployment["id"]),
            revision: text(&deployment["revision"]),
            template: text(&template["id"]),
            database: database(bed, &user).await,
            session: store.sessions_of(&user).await.unwrap()[0].id.clone(),
            token: token(bed, &user, &["apps:read"]).await.0,
            user,
        }
    }

    /// What a path's parameter stands for. A new parameter must be given a meaning here.
    pub(super) fn object(&self, parameter: &str) -> String {
        match parameter {
            "app_id" => self.app.clone(),
            "deployment_id" => self.deployment.clone(),
            "revision" | "other" => self.revision.clone(),
            "template_id" => self.template.clone(),
            "database_id" => self.database.clone(),
            "session_id" => self.session.clone(),
            "token_id" => self.token.clone(),
            "user_id" => self.user.0.clone(),
            "version_index" => "0".to_owned(),
            "collection" => "things".to_owned(),
            "document_id" => "1".to_owned(),
            "name" => "SECRET".to_owned(),
            other => panic!("tenancy/owned.rs does not say what {{{other}}} in a path is"),
        }
    }
}

/// The only deployment of the app, once nothing is to be done about it any more.
async fn deployed(client: &Client, app: &str) -> Value {
    let path = format!("/api/apps/{app}");
    let deploy = client.post(&format!("{path}/deploy"), json!({})).await;
    let id = deploy.expect(StatusCode::OK)["deployment"]["id"].clone();
    client
        .post(&format!("{path}/stop"), json!({}))
        .await
        .expect(StatusCode::OK);
    let path = format!("{path}/deployments/{}", id.as_str().unwrap());
    client.get(&path).await.expect(StatusCode::OK)
}

async fn database(bed: &Bed, user: &UserId) -> String {
    let database = DatabaseRecord {
        id: "0a1b2c3d".to_owned(),
        user_id: user.clone(),
        name: "things".to_owned(),
        description: None,
        is_default: false,
        mongo_database: format!("user_{user}_0a1b2c3d"),
        login: format!("user_{user}_0a1b2c3d"),
        password: bed
            .platform
            .settings
            .vault
            .seal_password(user, "0a1b2c3d", "password"),
        created_at: Timestamp::now(),
        state: DatabaseState::Ready,
    };
    bed.platform.store.create_database(&database, 10).await.unwrap();
    database.id
}

/// An API token of this user: its identifier and its text.
pub(super) async fn token(bed: &Bed, user: &UserId, scopes: &[&str]) -> (String, String) {
    let secret = format!("fp_{}", identifier::secret());
    let record = ApiTokenRecord {
        id: identifier::sortable(),
        user_id: user.clone(),
        name: identifier::sortable(),
        digest: identifier::digest(&secret),
        scopes: scopes.iter().map(|&scope| scope.to_owned()).collect(),
        created_at: Timestamp::now(),
        last_used_at: None,
        expires_at: None,
    };
    bed.platform.store.create_api_token(&record, 100).await.unwrap();
    (record.id, secret)
}

/// Everything in the record but who looked at it when.
pub(super) async fn picture(bed: &Bed) -> Vec<Value> {
    let mut picture = Vec::new();
    for kind in [
        RecordKind::Setting,
        RecordKind::User,
        RecordKind::Database,
        RecordKind::Revision,
        RecordKind::App,
        RecordKind::Deployment,
        RecordKind::Label,
        RecordKind::Template,
        RecordKind::Session,
        RecordKind::ApiToken,
        RecordKind::Code,
        RecordKind::IdempotencyKey,
    ] {
        let (records, more) = bed.platform.store.export(kind, None, 1000).await.unwrap();
        assert!(more.is_none());
        for record in records {
            let mut record = serde_json::to_value(record).unwrap();
            if let Some(fields) = record["record"].as_object_mut() {
                fields.remove("last_used_at");
            }
            picture.push(record);
        }
    }
    picture
}
