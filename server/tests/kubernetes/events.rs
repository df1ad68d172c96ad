//! What the cluster itself tells of an app's objects.

use fp_server::runtime::Runtime as _;
use fp_server::store::AppId;

use super::bed::{Bed, app, release, release_of};
use crate::wait::until;

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs an API server: deploy/testbed/kube"]
async fn d22_events_are_of_the_apps_own_objects_alone() {
    let bed = Bed::start().await;
    // Its name has the other's in it.
    let other = AppId("abc12345-2".to_owned());
    let files = [("app.py", "app = 1")];
    bed.deploy(&release(&files, &[])).await;
    bed.deploy(&release_of(other.clone(), &files, &[])).await;
    for id in [app(), other] {
        let told = async || bed.runtime.events(&id).await.unwrap();
        until("the cluster tells of the app's pods", async || {
            let told = told().await;
            let has = |reason: &str| told.iter().any(|event| event.reason == reason);
            has("ScalingReplicaSet") && has("SuccessfulCreate")
        })
        .await;
        let name = |event: &fp_server::runtime::RuntimeEvent| {
            let (_, name) = event.object.split_once('/').unwrap();
            name.strip_prefix(&format!("app-{id}")).map(str::to_owned)
        };
        for event in told().await {
            let rest = name(&event).unwrap();
            assert!(!rest.starts_with("-2-"), "{event:?} is not of app {id}");
            assert!(event.count >= 1);
        }
    }
    let nothing = bed.runtime.events(&AppId("nobody00".to_owned())).await.unwrap();
    assert_eq!(nothing, []);
}
