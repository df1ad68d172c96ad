//! Guessing is slowed where it comes from, and nobody else is.

use std::net::{IpAddr, SocketAddr};
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Request, StatusCode};
use serde_json::json;

use super::bed::{Answer, Bed, PASSWORD};

const STRANGER: [u8; 4] = [192, 0, 2, 1];
const HOME: [u8; 4] = [198, 51, 100, 1];

async fn log_in(bed: &Bed, from: [u8; 4], name: &str, password: &str, earlier: Option<&str>) -> Answer {
    let mut request = Request::builder()
        .method("POST")
        .uri("/api/auth/login")
        .extension(ConnectInfo(SocketAddr::from((IpAddr::from(from), 1234))));
    if let Some(token) = earlier {
        request = request.header("authorization", format!("Bearer {token}"));
    }
    let body = json!({"username": name, "password": password}).to_string();
    bed.stranger()
        .request(request.body(Body::from(body)).unwrap())
        .await
}

/// Guesses until the place is sent away.
async fn guess_until_refused(bed: &Bed, from: [u8; 4], name: &str) {
    crate::wait::until("guessing is refused", async || {
        let guesses = (0..8).map(|_| log_in(bed, from, name, "a guess of mine", None));
        let answers = futures_util::future::join_all(guesses).await;
        answers
            .iter()
            .any(|answer| answer.status == StatusCode::TOO_MANY_REQUESTS)
    })
    .await;
}

#[tokio::test]
async fn a_guesser_is_refused_and_the_owner_is_not() {
    let bed = Bed::new().await;
    bed.signed_up("ada").await;
    log_in(&bed, HOME, "ada", PASSWORD, None)
        .await
        .expect(StatusCode::OK);
    guess_until_refused(&bed, STRANGER, "ada").await;
    let refused = log_in(&bed, STRANGER, "ada", PASSWORD, None);
    let at_once =
        futures_util::future::join_all((0..20).map(|_| log_in(&bed, STRANGER, "ada", "a guess", None)));
    let (_, guesses) = tokio::join!(refused, at_once);
    let refused = guesses
        .into_iter()
        .find(|answer| answer.status == StatusCode::TOO_MANY_REQUESTS)
        .unwrap();
    assert!(refused.headers.contains_key("retry-after"));
    assert_eq!(
        refused.refusal(StatusCode::TOO_MANY_REQUESTS).0,
        "TOO_MANY_ATTEMPTS"
    );
    log_in(&bed, HOME, "ada", PASSWORD, None)
        .await
        .expect(StatusCode::OK);
}

#[tokio::test]
async fn an_earlier_token_proves_the_device_beside_a_guesser() {
    let bed = Bed::new().await;
    let ada = bed.signed_up("ada").await;
    let token = ada.token.clone().unwrap();
    ada.post("/api/auth/logout", json!({}))
        .await
        .expect(StatusCode::OK);
    guess_until_refused(&bed, STRANGER, "ada").await;
    let own = log_in(&bed, STRANGER, "ada", PASSWORD, Some(&token)).await;
    own.expect(StatusCode::OK);
}

#[tokio::test]
async fn an_unknown_name_takes_as_long_as_a_wrong_password() {
    let bed = Bed::new().await;
    bed.signed_up("ada").await;
    let mut times = [Duration::MAX; 2];
    for _ in 0..3 {
        for (best, name) in times.iter_mut().zip(["ada", "nobody"]) {
            let before = Instant::now();
            let answer = log_in(&bed, STRANGER, name, "a guess of mine", None).await;
            answer.expect(StatusCode::UNAUTHORIZED);
            *best = before.elapsed().min(*best);
        }
    }
    let difference = times[0].abs_diff(times[1]);
    assert!(
        times.iter().all(|time| *time >= Duration::from_millis(400)),
        "{times:?}"
    );
    assert!(difference < times[0] / 2, "{times:?}");
}

#[tokio::test]
async fn guessing_the_password_with_a_stolen_session_is_slowed_too() {
    let bed = Bed::new().await;
    let ada = bed.signed_up("ada").await;
    let change = json!({"current_password": "a guess of mine", "new_password": "another password"});
    crate::wait::until("guessing is refused", async || {
        let guesses = (0..8).map(|_| ada.put("/api/auth/password", change.clone()));
        let answers = futures_util::future::join_all(guesses).await;
        answers
            .iter()
            .any(|answer| answer.status == StatusCode::TOO_MANY_REQUESTS)
    })
    .await;
    bed.logged_in("ada").await;
}
