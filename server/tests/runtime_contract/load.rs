//! Updates and restarts under load: not one request may fail.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use axum::body::Body;
use axum::http::Request;

use super::bed::{Bed, Subject, answering};

const UPDATES: usize = 20;
const RESTARTS: u64 = 10;
const VISITORS: usize = 4;

pub(crate) async fn no_request_fails_during_updates<B: Bed>() {
    let subject = Subject::<B>::new().await;
    subject.deploy(&[("app.py", &answering("0"))]).await;
    let load = Load::on(&subject);
    for update in 1..=UPDATES {
        let words = update.to_string();
        subject.deploy(&[("app.py", &answering(&words))]).await;
        assert_eq!(subject.answer().await, words);
    }
    load.end(UPDATES).await;
}

pub(crate) async fn no_request_fails_during_restarts<B: Bed>() {
    let subject = Subject::<B>::new().await;
    let code = answering("same");
    subject.deploy(&[("app.py", &code)]).await;
    let load = Load::on(&subject);
    for number in 1..=RESTARTS {
        let release = subject.release_with(&[("app.py", &code)], &[], number);
        subject.apply(&release).await.0.unwrap();
    }
    load.end(UPDATES).await;
}

/// Visitors that ask one thing after the other and fail the test when they get no answer.
struct Load {
    over: Arc<AtomicBool>,
    answered: Arc<AtomicUsize>,
    visitors: Vec<tokio::task::JoinHandle<()>>,
}

impl Load {
    fn on<B: Bed>(subject: &Subject<B>) -> Self {
        let over = Arc::new(AtomicBool::new(false));
        let answered = Arc::new(AtomicUsize::new(0));
        let visit = |number| {
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
        };
        let visitors = (0..VISITORS).map(visit).collect();
        Self {
            over,
            answered,
            visitors,
        }
    }

    async fn end(self, least: usize) {
        self.over.store(true, Ordering::Relaxed);
        for visitor in self.visitors {
            visitor.await.unwrap();
        }
        let answered = self.answered.load(Ordering::Relaxed);
        assert!(answered > least, "only {answered} requests were made");
    }
}
