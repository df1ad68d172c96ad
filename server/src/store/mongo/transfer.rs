//! Everything out of a database and into one.

use async_trait::async_trait;
use futures_util::TryStreamExt as _;
use mongodb::bson::{Bson, Document, doc};
use mongodb::{ClientSession, Collection};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::MongoStore;
use super::api_tokens::ApiTokenDocument;
use super::apps::AppDocument;
use super::audit::AuditDocument;
use super::codes::CodeDocument;
use super::collections::{Collections, NAMES};
use super::databases::DatabaseDocument;
use super::deployments::{DeploymentDocument, LabelDocument, RevisionDocument, write_revision};
use super::fault::Outcome;
use super::idempotency::KeyDocument;
use super::sessions::SessionDocument;
use super::switches::SwitchDocument;
use super::templates::TemplateDocument;
use super::users::UserDocument;
use super::values::{bson, object_id};
use super::work::Work;
use super::{apps, drafts, users};
use crate::store::{AppRecord, Draft, Record, RecordKind, Result, Transfer};

#[async_trait]
impl Transfer for MongoStore {
    async fn is_empty(&self) -> Result<bool> {
        self.run(async |collections: Collections| {
            for name in NAMES {
                if collections.raw(name).find_one(doc! {}).await?.is_some() {
                    return Ok(false);
                }
            }
            Ok(true)
        })
        .await
    }

    async fn export(
        &self,
        kind: RecordKind,
        cursor: Option<String>,
        limit: u32,
    ) -> Result<(Vec<Record>, Option<String>)> {
        let part = Part { cursor, limit };
        if kind == RecordKind::App {
            return self
                .transact(part, |work, part| Box::pin(read_apps(work, part)))
                .await;
        }
        self.run(async move |collections: Collections| read(&collections, kind, &part).await)
            .await
    }

    async fn import(&self, records: &[Record]) -> Result<()> {
        self.transact(records.to_vec(), |work, records| {
            Box::pin(async move {
                for record in records {
                    write(work, record).await?;
                }
                Ok(())
            })
        })
        .await
    }
}

/// Records with the cursor of the batch that follows.
type Batch = (Vec<Record>, Option<String>);

/// A batch that is asked for. The cursor is the last identifier of the batch before; an object id follows a `#`.
struct Part {
    cursor: Option<String>,
    limit: u32,
}

impl Part {
    /// The documents after the cursor; those with object ids follow those with texts.
    fn condition(&self) -> Document {
        let Some(cursor) = &self.cursor else {
            return doc! {};
        };
        if let Some(id) = cursor.strip_prefix('#').and_then(object_id) {
            return doc! { "_id": { "$gt": id } };
        }
        doc! { "$or": [{ "_id": { "$gt": cursor } }, { "_id": { "$type": "objectId" } }] }
    }

    /// The cursor of the batch that follows one that ends with this identifier.
    fn next(&self, found: usize, last: Option<Bson>) -> Option<String> {
        let is_full = u32::try_from(found).is_ok_and(|found| found == self.limit);
        match last.filter(|_| is_full)? {
            Bson::ObjectId(id) => Some(format!("#{id}")),
            Bson::String(id) => Some(id),
            _ => None,
        }
    }

    async fn of<T: DeserializeOwned + Send + Sync>(
        &self,
        collection: Collection<T>,
        condition: Document,
        key: fn(&T) -> Bson,
        record: fn(T) -> Outcome<Record>,
    ) -> Outcome<Batch> {
        let found = collection
            .find(doc! { "$and": [self.condition(), condition] })
            .sort(doc! { "_id": 1 })
            .limit(self.limit.into())
            .await?;
        let documents: Vec<T> = found.try_collect().await?;
        let next = self.next(documents.len(), documents.last().map(key));
        let records = documents.into_iter().map(record).collect::<Outcome<_>>()?;
        Ok((records, next))
    }
}

/// One kind of records: its collection, which of its documents, its identifier, and the record a document is.
macro_rules! batch {
    ($part:expr, $collection:expr, $key:ident, $record:expr) => {
        batch!($part, $collection, doc! {}, $key, $record)
    };
    ($part:expr, $collection:expr, $condition:expr, $key:ident, $record:expr) => {
        $part
            .of(
                $collection,
                $condition,
                |document| document.$key.clone().into(),
                $record,
            )
            .await
    };
}

async fn read(collections: &Collections, kind: RecordKind, part: &Part) -> Outcome<Batch> {
    match kind {
        RecordKind::Setting => batch!(part, collections.settings(), name, |setting| Ok(
            Record::Setting {
                name: setting.name,
                value: setting.value,
            }
        )),
        RecordKind::User => {
            let there = doc! { "removed": { "$ne": true } };
            batch!(part, collections.users(), there, id, |user| Ok(Record::User(
                user.record()
            )))
        }
        RecordKind::Database => batch!(part, collections.databases(), key, |database| Ok(
            Record::Database(database.record())
        )),
        RecordKind::Revision => batch!(part, collections.revisions(), id, |revision| Ok(
            Record::Revision(revision.record())
        )),
        // Read in a transaction of their own, with their drafts.
        RecordKind::App => Ok((Vec::new(), None)),
        RecordKind::Deployment => batch!(part, collections.deployments(), id, |deployment| Ok(
            Record::Deployment(deployment.record())
        )),
        RecordKind::Label => batch!(part, collections.labels(), id, |label| Ok(Record::Label {
            app_id: label.app_id,
            revision: label.revision,
            label: label.label,
        })),
        RecordKind::Template => {
            let ours = doc! { "name_key": { "$exists": true } };
            batch!(part, collections.templates(), ours, key, |template| Ok(
                Record::Template(Box::new(template.record()))
            ))
        }
        RecordKind::Session => batch!(part, collections.sessions(), id, |session| Ok(Record::Session(
            session.record()
        ))),
        RecordKind::ApiToken => batch!(part, collections.api_tokens(), id, |token| Ok(Record::ApiToken(
            token.record()
        ))),
        RecordKind::Code => batch!(part, collections.codes(), id, |code| Ok(Record::Code(
            code.record()
        ))),
        RecordKind::IdempotencyKey => batch!(part, collections.idempotency_keys(), id, |key| Ok(
            Record::IdempotencyKey(key.record())
        )),
        RecordKind::Audit => batch!(part, collections.audit(), id, |entry| Ok(Record::Audit(
            entry.record()?
        ))),
    }
}

/// Apps with their drafts, all of one moment.
async fn read_apps(work: &mut Work, part: &Part) -> Outcome<Batch> {
    let apps = work.collections.apps();
    let mut ours = doc! { "desired": { "$exists": true } };
    if let Some(cursor) = &part.cursor {
        ours.insert("app_id", doc! { "$gt": cursor });
    }
    let mut found = apps
        .find(ours)
        .projection(apps::fields())
        .sort(doc! { "app_id": 1 })
        .limit(part.limit.into())
        .session(&mut work.session)
        .await?;
    let documents: Vec<AppDocument> = found.stream(&mut work.session).try_collect().await?;
    let next = part.next(
        documents.len(),
        documents.last().map(|app| app.app_id.0.clone().into()),
    );
    let mut records = Vec::with_capacity(documents.len());
    for app in documents {
        let draft = drafts::read(work, &app.app_id).await?;
        records.push(Record::App {
            removal_finished: app.removal_finished,
            app: Box::new(app.record()),
            draft,
        });
    }
    Ok((records, next))
}

async fn write(work: &mut Work, record: &Record) -> Outcome<()> {
    let (collections, session) = (work.collections.clone(), &mut work.session);
    match record {
        Record::Setting { name, value } => {
            let setting = SwitchDocument {
                name: name.clone(),
                value: value.clone(),
            };
            replace(session, collections.settings(), name, &setting).await
        }
        Record::User(user) => {
            let user = UserDocument::of(user)?;
            replace(session, collections.users(), user.id, &user).await
        }
        Record::Database(database) => {
            let database = DatabaseDocument::of(database);
            replace(session, collections.databases(), &database.key, &database).await
        }
        Record::Revision(revision) => write_revision(work, &RevisionDocument::of(revision)).await,
        Record::App {
            app,
            draft,
            removal_finished,
        } => write_app(work, app, draft, *removal_finished).await,
        Record::Deployment(deployment) => {
            let deployment = DeploymentDocument::of(deployment);
            replace(session, collections.deployments(), &deployment.id, &deployment).await
        }
        Record::Label {
            app_id,
            revision,
            label,
        } => {
            let label = LabelDocument::new(app_id, revision, label);
            replace(session, collections.labels(), &label.id, &label).await
        }
        Record::Template(template) => {
            let template = TemplateDocument::of(template)?;
            replace(session, collections.templates(), template.key.clone(), &template).await
        }
        Record::Session(record) => {
            let record = SessionDocument::of(record);
            replace(session, collections.sessions(), &record.id, &record).await
        }
        Record::ApiToken(token) => {
            let token = ApiTokenDocument::of(token);
            replace(session, collections.api_tokens(), &token.id, &token).await
        }
        Record::Code(code) => {
            let code = CodeDocument::of(code);
            replace(session, collections.codes(), &code.id, &code).await
        }
        Record::IdempotencyKey(key) => {
            let key = KeyDocument::of(key);
            replace(session, collections.idempotency_keys(), &key.id, &key).await
        }
        Record::Audit(entry) => {
            let entry = AuditDocument::of(entry)?;
            replace(session, collections.audit(), &entry.id, &entry).await
        }
    }
}

async fn replace<T: Serialize + Send + Sync>(
    session: &mut ClientSession,
    collection: Collection<T>,
    id: impl Into<Bson>,
    document: &T,
) -> Outcome<()> {
    collection
        .replace_one(doc! { "_id": id.into() }, document)
        .upsert(true)
        .session(session)
        .await?;
    Ok(())
}

async fn write_app(work: &mut Work, app: &AppRecord, draft: &Draft, removal_finished: bool) -> Outcome<()> {
    let latest = app.latest_deployment.as_ref().map(DeploymentDocument::of);
    let latest_content = match &latest {
        Some(latest) => content_of(work, &latest.revision).await?,
        None => None,
    };
    let document = AppDocument::imported(app, draft, latest, latest_content, removal_finished)?;
    users::insert_removed(work, &app.user_id).await?;
    drafts::write(work, &app.id, &draft.files).await?;
    let apps = work.collections.apps();
    apps.update_one(doc! { "app_id": &app.id.0 }, doc! { "$set": bson(&document)? })
        .upsert(true)
        .session(&mut work.session)
        .await?;
    Ok(())
}

async fn content_of(work: &mut Work, revision: &str) -> Outcome<Option<String>> {
    let revisions = work.collections.revisions();
    let found = revisions
        .find_one(doc! { "_id": revision })
        .session(&mut work.session)
        .await?;
    Ok(found.map(|revision| revision.content))
}
