//! A thousand clients follow one app's log on one server.

use super::follow::{Crowd, Load};

/// Every follower gets every line, in order, while the API goes on answering.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn d14_a_thousand_followers_on_one_server_stay_live() {
    let mut crowd = Crowd::of(1000).await;
    let load = Load {
        lines_per_second: 20,
        seconds: 5,
    };
    let seen = crowd.watch(load).await;
    assert_eq!(seen.missed, 0, "{seen:?}");
    assert_eq!(seen.lines, 1000 * 100, "{seen:?}");
    assert!(seen.answered > 0, "the API answers meanwhile: {seen:?}");
}
