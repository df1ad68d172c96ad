//! Putting back what others changed or deleted of an app that is to run.

use serde_json::{Map, Value};

use super::KubernetesRuntime;
use super::cluster::ClusterError;
use super::drift::seen::Seen;
use super::drift::{Change, Key, What};
use super::names::Subject;
use super::objects::{self, Kind, Object, Runner, Target, Template};
use crate::logs::NewLine;
use crate::runtime::{Release, RuntimeChange};
use crate::store::AppId;

/// The reason under which an app's events tell of it.
const REASON: &str = "Repaired";

impl KubernetesRuntime {
    /// Puts back what others changed of an app while `release` answers.
    pub(super) async fn put_back(&self, release: &Release) -> Result<(), ClusterError> {
        let subject = Subject::new(&self.settings, &release.app_id, &release.owner);
        let changes = self.drift.of(&release.app_id);
        let wanted = self.wanted(release, &subject, &changes).await?;
        for object in &wanted {
            let key = key_of(object);
            if let Some(change) = changes.iter().find(|change| change.key == key) {
                self.put_back_one(&subject.app_id, object, change).await?;
            }
        }
        self.drift.settle(&changes);
        Ok(())
    }

    /// All objects of an app that is awake, those it depends on first.
    async fn wanted(
        &self,
        release: &Release,
        subject: &Subject,
        changes: &[Change],
    ) -> Result<Vec<Object>, ClusterError> {
        let token = self.token(subject).await?;
        let owner = self.watched.deployment(subject);
        let settings = &self.settings;
        // What others wrote into the Deployment is not read from there: the app keeps what this platform wrote last.
        let of_pods = |change: &&Change| change.key.kind == Kind::Deployment;
        let template = match changes.iter().find(of_pods) {
            Some(change) => self.drift.template(&change.key),
            None => owner.as_deref().and_then(Template::of),
        };
        let template = template.unwrap_or_else(|| {
            let env_hash = objects::env_hash(&release.env, &token);
            Template::new(release, &env_hash, Runner::wanted(settings))
        });
        let mut of_app = vec![objects::token(subject, &token)];
        of_app.extend(objects::beside(settings, subject, release, Target::App));
        let mut wanted = objects::tenant(settings, &subject.owner);
        wanted.extend(of_app.into_iter().map(|object| object.owned_by(owner.as_deref())));
        wanted.push(objects::deployment(
            settings,
            subject,
            &template,
            settings.replicas,
        ));
        Ok(wanted)
    }

    async fn put_back_one(
        &self,
        app_id: &AppId,
        object: &Object,
        change: &Change,
    ) -> Result<(), ClusterError> {
        let mut answer = self.cluster.apply(object).await?;
        if let Some(patch) = without_surplus(object, &answer.data) {
            answer = self.cluster.merge(object, &patch).await?;
        }
        let now = Seen::of(object.kind, &answer);
        if self.drift.is_still(change, &now) {
            tracing::debug!(app = %app_id, change = change.words(), "nothing of it is this platform's");
        } else {
            self.tell_put_back(app_id, change);
        }
        self.drift.accept(now);
        Ok(())
    }

    /// What was applied as a whole put these changes back.
    pub(super) fn tell_all_put_back(&self, app_id: &AppId, changes: &[Change]) {
        for change in changes {
            self.tell_put_back(app_id, change);
        }
        self.drift.settle(changes);
    }

    /// Says in the app's log and events, and to the platform, what was put back.
    fn tell_put_back(&self, app_id: &AppId, change: &Change) {
        let message = match change.what {
            What::Deleted => format!("{}; it was made again", change.words()),
            What::Changed(_) => format!("{}; it was put back", change.words()),
        };
        tracing::info!(app = %app_id, "{message}");
        self.logs
            .append(app_id, NewLine::happened(REASON, &message, None));
        let _nobody_listens = self.changes.send(RuntimeChange::Repaired {
            app_id: app_id.clone(),
            message,
        });
    }
}

fn key_of(object: &Object) -> Key {
    let namespace = object.body["metadata"]["namespace"].as_str();
    Key {
        kind: object.kind,
        namespace: namespace.unwrap_or_default().to_owned(),
        name: object.name.clone(),
    }
}

/// A merge patch that takes away what others added where applying cannot: keys of `data`, and elements of lists.
fn without_surplus(object: &Object, seen: &Value) -> Option<Value> {
    let mut patch = Map::new();
    if let (Some(wanted), Some(seen)) = (object.body["data"].as_object(), seen["data"].as_object()) {
        let surplus = seen.keys().filter(|key| !wanted.contains_key(*key));
        let surplus: Map<_, _> = surplus.map(|key| (key.clone(), Value::Null)).collect();
        if !surplus.is_empty() {
            patch.insert("data".to_owned(), surplus.into());
        }
    }
    if let Some(spec) = shorter(&object.body["spec"], &seen["spec"]) {
        patch.insert("spec".to_owned(), spec);
    }
    (!patch.is_empty()).then(|| patch.into())
}

/// The lists of `wanted` that have more elements in `seen`. A merge patch replaces a list as a whole.
fn shorter(wanted: &Value, seen: &Value) -> Option<Value> {
    match (wanted, seen) {
        (Value::Object(wanted), Value::Object(seen)) => {
            let children = wanted.iter();
            let longer =
                children.filter_map(|(name, value)| Some((name.clone(), shorter(value, seen.get(name)?)?)));
            let longer: Map<_, _> = longer.collect();
            (!longer.is_empty()).then(|| longer.into())
        }
        (Value::Array(list), Value::Array(longer)) => {
            let mut pairs = list.iter().zip(longer);
            let has_more =
                longer.len() > list.len() || pairs.any(|(one, other)| shorter(one, other).is_some());
            has_more.then(|| wanted.clone())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn object(body: Value) -> Object {
        Object::new(Kind::Deployment, "app-a", body)
    }

    #[test]
    fn what_is_as_wanted_needs_no_patch() {
        let wanted = object(json!({"data": {"a": "1"}, "spec": {"containers": [{"name": "runner"}]}}));
        let seen =
            json!({"data": {"a": "1"}, "spec": {"containers": [{"name": "runner", "tty": false}], "x": [1]}});
        assert_eq!(without_surplus(&wanted, &seen), None);
    }

    #[test]
    fn added_keys_and_elements_are_taken_away() {
        let wanted = object(
            json!({"data": {"a": "1"}, "spec": {"pod": {"containers": [{"name": "runner", "env": []}]}}}),
        );
        let seen = json!({"data": {"a": "1", "b": "2"}, "spec": {"pod": {"containers": [{"name": "runner", "env": [1]}]}}});
        let patch =
            json!({"data": {"b": null}, "spec": {"pod": {"containers": [{"name": "runner", "env": []}]}}});
        assert_eq!(without_surplus(&wanted, &seen), Some(patch));
    }
}
