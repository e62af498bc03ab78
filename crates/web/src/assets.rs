//! The files the browser loads: built by `build.rs`, embedded, named by their content.

use axum::extract::Path;
use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

/// One embedded file in its three forms.
struct Asset {
    name: &'static str,
    url: &'static str,
    mime: &'static str,
    etag: &'static str,
    plain: &'static [u8],
    gzip: &'static [u8],
    brotli: &'static [u8],
}

include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// The address of an embedded file by the name it has in the sources, such as `app.css`.
///
/// An unknown name gives an address that answers 404; a test checks the names in the templates.
#[must_use]
pub fn url(name: &str) -> &'static str {
    ASSETS.iter().find(|asset| asset.name == name).map_or("/assets/missing", |asset| asset.url)
}

/// `GET /assets/{file}`: the name holds the content's hash, so it may be kept for ever.
pub async fn get(Path(file): Path<String>, headers: HeaderMap) -> Response {
    let (glyphs, sheet) = crate::shell::icons::sheet();
    if file == glyphs {
        let kind = HeaderValue::from_static("image/svg+xml");
        let keep = HeaderValue::from_static("public, max-age=31536000, immutable");
        return ([(CONTENT_TYPE, kind), (CACHE_CONTROL, keep)], sheet).into_response();
    }
    let Some(asset) = ASSETS.iter().find(|asset| asset.url.strip_prefix("/assets/") == Some(file.as_str()))
    else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let common = [
        (CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable")),
        (ETAG, HeaderValue::from_static(asset.etag)),
        (VARY, HeaderValue::from_static("accept-encoding")),
    ];
    let header = |name| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if header(&IF_NONE_MATCH).contains(asset.etag) {
        return (StatusCode::NOT_MODIFIED, common).into_response();
    }
    let accepted = header(&ACCEPT_ENCODING);
    let accepts =
        |coding: &str| accepted.split(',').any(|item| item.trim().split(';').next() == Some(coding));
    let (coding, body) = if accepts("br") {
        (Some("br"), asset.brotli)
    } else if accepts("gzip") {
        (Some("gzip"), asset.gzip)
    } else {
        (None, asset.plain)
    };
    let mut response = (common, [(CONTENT_TYPE, HeaderValue::from_static(asset.mime))], body).into_response();
    if let Some(coding) = coding {
        response.headers_mut().insert(CONTENT_ENCODING, HeaderValue::from_static(coding));
    }
    response
}

/// Writes the files out, for pages that are looked at without a server.
#[cfg(test)]
pub(crate) fn write_to(folder: &std::path::Path) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    let (glyphs, sheet) = crate::shell::icons::sheet();
    std::fs::write(folder.join(glyphs), sheet)?;
    ASSETS.iter().try_for_each(|asset| {
        std::fs::write(folder.join(asset.url.trim_start_matches("/assets/")), asset.plain)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bundle_is_embedded_under_a_hashed_name() {
        for name in ["app.css", "app.js", "favicon.svg"] {
            let url = url(name);
            assert!(
                url.starts_with("/assets/") && url.len() > "/assets/".len() + name.len(),
                "{name}: {url}"
            );
        }
    }

    #[tokio::test]
    async fn an_asset_is_compressed_and_kept() {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("gzip, br"));
        let file = url("app.css").trim_start_matches("/assets/").to_owned();
        let response = get(Path(file.clone()), headers.clone()).await;
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(response.headers()[CONTENT_ENCODING], "br");
        let etag = response.headers()[ETAG].clone();
        headers.insert(IF_NONE_MATCH, etag);
        assert_eq!(get(Path(file), headers.clone()).await.status(), StatusCode::NOT_MODIFIED);
        assert_eq!(get(Path("nothing.js".into()), headers).await.status(), StatusCode::NOT_FOUND);
    }
}
