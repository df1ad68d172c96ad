//! Updates under load: not one request may fail.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use axum::body::Body;
use axum::http::Request;

use super::bed::{Bed, Subject, answering};

const UPDATES: usize = 20;
const VISITORS: usize = 4;

pub(crate) async fn no_request_fails_during_updates<B: Bed>() {
    let subject = Subject::<B>::new().await;
    subject.deploy(&[("app.py", &answering("0"))]).await;
    let over = Arc::new(AtomicBool::new(false));
    let answered = Arc::new(AtomicUsize::new(0));
    let visitors: Vec<_> = (0..VISITORS)
        .map(|number| {
            let (visitor, id) = (subject.visitor.clone(), subject.id.clone());
            let (over, answered) = (Arc::clone(&over), Arc::clone(&answered));
            tokio::spawn(async move {
                while !over.load(Ordering::Relaxed) {
                    let request = if number % 2 == 0 {
                        Request::get("/").body(Body::empty())
                    } else {
                        Request::post("/").body(Body::from("a body cannot be sent twice"))
                    };
                    let reply = visitor.send(&id, request.unwrap()).await;
                    assert_eq!(reply.status, 200, "{}", reply.text());
                    answered.fetch_add(1, Ordering::Relaxed);
                }
            })
        })
        .collect();
    for update in 1..=UPDATES {
        let words = update.to_string();
        subject.deploy(&[("app.py", &answering(&words))]).await;
        assert_eq!(subject.answer().await, words);
    }
    over.store(true, Ordering::Relaxed);
    for visitor in visitors {
        visitor.await.unwrap();
    }
    let answered = answered.load(Ordering::Relaxed);
    assert!(answered > UPDATES, "only {answered} requests were made");
}
