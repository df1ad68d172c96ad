//! What a browser would ask an app.

use std::time::Duration;

use crate::terminal::Home;

/// What `GET path` of the app at `address` (`http://app-….localhost:PORT`) answers; the name is not resolved.
pub(crate) fn get(address: &str, path: &str) -> (u16, String) {
    let host = address
        .trim_start_matches("http://")
        .trim_end_matches('/')
        .to_owned();
    let port = host.rsplit(':').next().unwrap();
    send(&format!("http://127.0.0.1:{port}{path}"), ("host", &host))
}

/// What the server has of the only app: its record with the code.
pub(crate) fn record(home: &Home) -> serde_json::Value {
    let url = home.server()["url"].as_str().unwrap().to_owned();
    let token = std::fs::read_to_string(home.path().join("data/owner-token")).unwrap();
    let bearer = format!("Bearer {}", token.trim());
    let ask = |path: &str| -> serde_json::Value {
        let (status, body) = send(&format!("{url}{path}"), ("authorization", &bearer));
        assert_eq!(status, 200, "{body}");
        serde_json::from_str(&body).unwrap()
    };
    let apps = ask("/api/apps");
    let app_id = apps[0]["app_id"].as_str().unwrap().to_owned();
    ask(&format!("/api/apps/{app_id}"))
}

fn send(url: &str, header: (&str, &str)) -> (u16, String) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let _already = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder()
            .no_proxy()
            .timeout(Duration::from_secs(30))
            .build()
            .unwrap();
        let reply = client.get(url).header(header.0, header.1).send().await.unwrap();
        (reply.status().as_u16(), reply.text().await.unwrap())
    })
}
