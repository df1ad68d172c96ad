//! What the cluster says of the apps' Deployments and pods, kept current by watches; nothing polls.

use std::collections::{BTreeSet, HashMap};
use std::fmt::Debug;
use std::hash::Hash;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures_util::{Stream, StreamExt as _};
use k8s_openapi::api::apps::v1::Deployment;
use k8s_openapi::api::core::v1::Pod;
use kube::api::ListParams;
use kube::runtime::WatchStreamExt as _;
use kube::runtime::reflector::store::Writer;
use kube::runtime::reflector::{ObjectRef, Store, reflector, store};
use kube::runtime::watcher::{self, Event, watcher};
use kube::{Api, Resource, ResourceExt as _};
use serde::de::DeserializeOwned;
use tokio::sync::broadcast;

use super::cluster::Cluster;
use super::names::{APP_ID, MANAGED, Subject};
use super::patience::patience;
use crate::store::AppId;

/// Changes kept for a slow reader; past it the reader looks at everything again.
const CHANGES_KEPT: usize = 4096;

/// Seconds after which a watch is asked for anew: one whose connection died unnoticed is blind for no longer.
pub(super) const LONGEST: u32 = 60;

/// Objects listed at once: a whole list would be in memory as text and as objects at the same time, and that of every kind.
pub(super) const PAGE: u32 = 50;

/// The Deployments and pods of all apps.
#[derive(Clone)]
pub(super) struct Watched {
    deployments: Store<Deployment>,
    pods: Store<Pod>,
    pods_of: Arc<Mutex<HashMap<AppId, BTreeSet<PodName>>>>,
    changed: broadcast::Sender<AppId>,
}

/// Namespace and name.
type PodName = (String, String);

impl Watched {
    /// Starts watching, in one namespace or in all, and returns when everything was listed once.
    pub(super) async fn start(cluster: &Cluster, namespace: Option<&str>) -> Result<Self, String> {
        let (deployments, deployment_writer) = store();
        let (pods, pod_writer) = store();
        let watched = Self {
            deployments,
            pods,
            pods_of: Arc::default(),
            changed: broadcast::Sender::new(CHANGES_KEPT),
        };
        may_list::<Deployment>(api(cluster, namespace)).await?;
        may_list::<Pod>(api(cluster, namespace)).await?;
        let index = watched.clone();
        watch(api(cluster, namespace), deployment_writer, {
            let watched = watched.clone();
            move |event: &Event<Deployment>| watched.tell(event)
        });
        watch(api(cluster, namespace), pod_writer, move |event: &Event<Pod>| {
            index.note(event);
            index.tell(event);
        });
        let gone = |error| format!("the watch ended: {error}");
        watched.deployments.wait_until_ready().await.map_err(gone)?;
        watched.pods.wait_until_ready().await.map_err(gone)?;
        Ok(watched)
    }

    /// The app's Deployment.
    pub(super) fn deployment(&self, subject: &Subject) -> Option<Arc<Deployment>> {
        self.deployments
            .get(&ObjectRef::new(&subject.name()).within(&subject.namespace))
    }

    /// The Deployment of an app of whoever it is.
    pub(super) fn deployment_of(&self, app_id: &AppId) -> Option<Arc<Deployment>> {
        let name = format!("app-{app_id}");
        self.deployments.find(|deployment| deployment.name_any() == name)
    }

    /// The app's pods, those that are ending as well.
    pub(super) fn pods(&self, app_id: &AppId) -> Vec<Arc<Pod>> {
        let names = self.index().get(app_id).cloned().unwrap_or_default();
        names
            .iter()
            .filter_map(|(namespace, name)| self.pods.get(&ObjectRef::new(name).within(namespace)))
            .collect()
    }

    /// Every app that has a pod.
    pub(super) fn apps_with_pods(&self) -> Vec<AppId> {
        self.index().keys().cloned().collect()
    }

    /// Where others may say that something about an app changed.
    pub(super) fn teller(&self) -> broadcast::Sender<AppId> {
        self.changed.clone()
    }

    /// The apps of which something changed, from now on.
    pub(super) fn changes(&self) -> broadcast::Receiver<AppId> {
        self.changed.subscribe()
    }

    /// Keeps the names of each app's pods, so that no list of all pods is searched.
    fn note(&self, event: &Event<Pod>) {
        let (pod, is_there) = match event {
            Event::Apply(pod) | Event::InitApply(pod) => (pod, true),
            Event::Delete(pod) => (pod, false),
            Event::Init | Event::InitDone => return,
        };
        let Some(app_id) = app_of(pod) else { return };
        let name = (pod.namespace().unwrap_or_default(), pod.name_any());
        let mut index = self.index();
        let names = index.entry(app_id.clone()).or_default();
        if is_there {
            names.insert(name);
        } else {
            names.remove(&name);
        }
        if names.is_empty() {
            index.remove(&app_id);
        }
    }

    fn tell<K: Resource>(&self, event: &Event<K>) {
        if let Event::Apply(object) | Event::InitApply(object) | Event::Delete(object) = event
            && let Some(app_id) = app_of(object)
        {
            let _nobody_listens = self.changed.send(app_id);
        }
    }

    fn index(&self) -> MutexGuard<'_, HashMap<AppId, BTreeSet<PodName>>> {
        self.pods_of.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The app an object belongs to.
pub(super) fn app_of<K: Resource>(object: &K) -> Option<AppId> {
    let labels = object.meta().labels.as_ref()?;
    labels.get(APP_ID).map(|id| AppId(id.clone()))
}

fn api<K>(cluster: &Cluster, namespace: Option<&str>) -> Api<K>
where
    K: Resource<Scope = kube::core::NamespaceResourceScope>,
    K::DynamicType: Default,
{
    match namespace {
        Some(namespace) => Api::namespaced(cluster.client.clone(), namespace),
        None => Api::all(cluster.client.clone()),
    }
}

/// Fails where this server is not allowed to: a watch would ask again for ever. Other faults pass.
async fn may_list<K>(api: Api<K>) -> Result<(), String>
where
    K: Resource + Clone + DeserializeOwned + Debug,
{
    match api.list(&ListParams::default().limit(1)).await {
        Err(kube::Error::Api(status)) if status.code == 403 => Err(status.message.clone()),
        _ => Ok(()),
    }
}

/// Follows one kind for as long as the program lives; a watch that ends or has expired is begun again by listing.
fn watch<K>(api: Api<K>, writer: Writer<K>, on_event: impl FnMut(&Event<K>) + Send + 'static)
where
    K: Resource + Clone + DeserializeOwned + Debug + Send + Sync + 'static,
    K::DynamicType: Default + Eq + Hash + Clone,
{
    let parameters = watcher::Config::default().labels(MANAGED);
    let events = watcher(api, parameters.timeout(LONGEST).page_size(PAGE))
        .backoff(patience())
        .modify(|object| object.meta_mut().managed_fields = None);
    tokio::spawn(follow(reflector(writer, events), on_event));
}

async fn follow<K>(
    events: impl Stream<Item = watcher::Result<Event<K>>> + Send,
    mut on_event: impl FnMut(&Event<K>),
) {
    let mut events = std::pin::pin!(events);
    while let Some(event) = events.next().await {
        match event {
            Ok(event) => on_event(&event),
            Err(error) => tracing::debug!(%error, "a watch of the cluster is begun again"),
        }
    }
}
