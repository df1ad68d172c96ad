//! What a browser would ask an app.

use std::time::Duration;

/// What `GET path` of the app at `address` (`http://app-….localhost:PORT`) answers; the name is not resolved.
pub(crate) fn get(address: &str, path: &str) -> (u16, String) {
    let host = address
        .trim_start_matches("http://")
        .trim_end_matches('/')
        .to_owned();
    let port = host.rsplit(':').next().unwrap().to_owned();
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
        let request = client
            .get(format!("http://127.0.0.1:{port}{path}"))
            .header("host", host);
        let reply = request.send().await.unwrap();
        (reply.status().as_u16(), reply.text().await.unwrap())
    })
}
