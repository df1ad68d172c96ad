//! A new image of the runner, from a restart of the server to the last pod: the platform over the engine.

use std::sync::Arc;

use fp_contract::runner::{RunnerRollout, RunnerRolloutStatus};
use fp_server::platform::audit::Actor;
use fp_server::platform::{Platform, runner_rollout};
use fp_server::runtime::Runtime as _;
use fp_server::store::sqlite::SqliteStore;
use fp_server::store::{AppId, Store};
use k8s_openapi::api::core::v1::Pod;

use super::bed::{Bed, client, kubeconfig};
use super::platform::{account, answers, deployed, serve};
use crate::wait::until;

const FIRST: &str = "registry.test/runner:1";
const SECOND: &str = "registry.test/runner:2";

/// Apps that were started with the first image, and the server that comes after a restart with the second.
struct House {
    bed: Bed,
    server: Platform,
    /// In the order of their turns.
    apps: Vec<AppId>,
    _folder: tempfile::TempDir,
}

impl House {
    async fn with_apps(count: usize) -> Self {
        let bed = Bed::with(|settings| FIRST.clone_into(&mut settings.image)).await;
        let folder = tempfile::tempdir().unwrap();
        let store: Arc<dyn Store> = Arc::new(SqliteStore::open(folder.path().join("fp.sqlite")).unwrap());
        store.create_user(&account(), false).await.unwrap();
        let before = serve(&bed, &store, bed.runtime.clone()).await;
        let mut apps = Vec::new();
        for number in 0..count {
            apps.push(deployed(&before, &format!("app {number}")).await);
        }
        apps.sort_unstable();
        drop(before);
        bed.runtime.shut_down().await;
        let change = |settings: &mut fp_server::runtime::kubernetes::KubernetesSettings| {
            SECOND.clone_into(&mut settings.image);
        };
        let runtime = bed.another_with(client(&kubeconfig()).await, change).await;
        let server = serve(&bed, &store, runtime).await;
        for app_id in &apps {
            answers(&server, app_id).await;
        }
        Self {
            bed,
            server,
            apps,
            _folder: folder,
        }
    }

    async fn images(&self, app_id: &AppId) -> Vec<String> {
        let image = |pod: &Pod| pod.spec.as_ref().unwrap().containers[0].image.clone().unwrap();
        self.bed.pods_of(app_id).await.iter().map(image).collect()
    }

    /// Waits for a pod of this app with the second image.
    async fn new_pod(&self, app_id: &AppId) -> Pod {
        let is_new = |pod: &Pod| pod.spec.as_ref().unwrap().containers[0].image.as_deref() == Some(SECOND);
        let mut found = None;
        until("a new pod", async || {
            found = self.bed.pods_of(app_id).await.into_iter().find(is_new);
            found.is_some()
        })
        .await;
        found.unwrap()
    }

    fn rollout(&self) -> RunnerRollout {
        runner_rollout::read(&self.server).rollout.unwrap()
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs an API server: deploy/testbed/kube"]
async fn a_new_image_reaches_apps_one_after_another_and_only_when_an_operator_asks() {
    let house = House::with_apps(3).await;
    for app_id in &house.apps {
        assert_eq!(house.images(app_id).await, [FIRST], "after the restart");
    }
    let overview = runner_rollout::read(&house.server);
    assert_eq!(
        (
            overview.image.as_deref(),
            overview.outdated,
            overview.images.len()
        ),
        (Some(SECOND), 3, 1)
    );
    house.bed.pods.leave_alone();
    runner_rollout::start(&house.server, &Actor::default())
        .await
        .unwrap();
    for (number, app_id) in house.apps.iter().enumerate() {
        let pod = house.new_pod(app_id).await;
        assert_eq!(house.rollout().app_id.as_ref(), Some(&app_id.0));
        assert!(house.images(app_id).await.contains(&FIRST.to_owned()));
        for later in &house.apps[number + 1..] {
            assert_eq!(house.images(later).await, [FIRST], "its turn has not come");
        }
        house.bed.pods.say(&pod, true).await;
    }
    until("the end", async || {
        house.rollout().status == RunnerRolloutStatus::Done
    })
    .await;
    assert_eq!((house.rollout().renewed, house.rollout().waiting), (3, 0));
    for app_id in &house.apps {
        until("the new pod alone", async || {
            house.images(app_id).await == [SECOND]
        })
        .await;
    }
    assert_eq!(runner_rollout::read(&house.server).outdated, 0);
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs an API server: deploy/testbed/kube"]
async fn a_pod_that_never_gets_ready_stops_it_and_the_old_one_stays() {
    let house = House::with_apps(3).await;
    house.bed.pods.leave_alone();
    runner_rollout::start(&house.server, &Actor::default())
        .await
        .unwrap();
    let pod = house.new_pod(&house.apps[0]).await;
    house.bed.pods.say(&pod, true).await;
    let pod = house.new_pod(&house.apps[1]).await;
    house.bed.pods.refuse_image(&pod).await;
    until("the end", async || {
        house.rollout().status == RunnerRolloutStatus::Failed
    })
    .await;
    let ended = house.rollout();
    let failure = ended.failure.unwrap();
    assert_eq!(
        (failure.app_id, ended.renewed, ended.waiting),
        (house.apps[1].0.clone(), 1, 1)
    );
    assert!(failure.message.contains("cannot be had"), "{}", failure.message);
    for (app_id, image) in house.apps.iter().zip([SECOND, FIRST, FIRST]) {
        until("one pod", async || house.images(app_id).await == [image]).await;
        answers(&house.server, app_id).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs an API server: deploy/testbed/kube"]
async fn a_canceled_one_leaves_the_app_under_way_as_it_was() {
    let house = House::with_apps(2).await;
    house.bed.pods.leave_alone();
    runner_rollout::start(&house.server, &Actor::default())
        .await
        .unwrap();
    house.new_pod(&house.apps[0]).await;
    runner_rollout::cancel(&house.server, &Actor::default())
        .await
        .unwrap();
    for app_id in &house.apps {
        until("the old pod alone", async || {
            house.images(app_id).await == [FIRST]
        })
        .await;
    }
    until("it is said to be outdated", async || {
        runner_rollout::read(&house.server).outdated == 2
    })
    .await;
}
