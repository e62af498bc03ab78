//! The headers that keep a page's content to itself, and the guard against other sites' requests.

use axum::http::header::{
    CONTENT_SECURITY_POLICY, HeaderName, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS,
    X_FRAME_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue};
use tower_http::csrf::CsrfLayer;
use url::Url;

/// No inline script or style anywhere, nothing from elsewhere, no frame around us.
///
/// `form-action 'self'` holds also for the redirects after a form; `respond::leave` is the way out.
pub const CONTENT_POLICY: &str = "default-src 'self'; script-src 'self'; style-src 'self'; \
    img-src 'self' data: blob:; media-src 'self' blob:; connect-src 'self'; object-src 'none'; \
    base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// Sets the headers on an answer; one that a handler has set already stays.
pub fn set_headers(headers: &mut HeaderMap, https: bool) {
    let fixed: [(HeaderName, &'static str); 6] = [
        (CONTENT_SECURITY_POLICY, CONTENT_POLICY),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (X_FRAME_OPTIONS, "DENY"),
        (REFERRER_POLICY, "strict-origin-when-cross-origin"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (
            HeaderName::from_static("permissions-policy"),
            "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        ),
    ];
    for (name, value) in fixed {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    if https {
        headers
            .entry(STRICT_TRANSPORT_SECURITY)
            .or_insert(HeaderValue::from_static("max-age=31536000; includeSubDomains"));
    }
}

/// Refuses writes that another site started, by `Sec-Fetch-Site` and `Origin`.
///
/// The public address is trusted by name, so that a proxy that rewrites `Host` does no harm.
///
/// # Errors
/// When the public address is no origin.
pub fn cross_site_guard(public_url: &Url) -> Result<CsrfLayer, tower_http::csrf::ConfigError> {
    CsrfLayer::new().add_trusted_origin(public_url.origin().ascii_serialization())
}
