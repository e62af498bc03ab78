//! How a network's OAuth differs from another's.

/// Whether and how a sign-in is bound to whoever began it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pkce {
    /// The parameters are ignored.
    None,
    /// SHA-256 in base64url, checked when given.
    Optional,
    /// SHA-256 in base64url.
    Required,
    /// SHA-256 in hexadecimal digits, which is TikTok's own.
    RequiredHex,
}

/// Where an app names itself at the token endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ClientAuth {
    /// The `Authorization: Basic` header only.
    Basic,
    /// Parameters only.
    Body,
    /// Either.
    Either,
}

/// What becomes of refresh tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refresh {
    /// There are none.
    None,
    /// The same one again and again; `None` for one that does not run out.
    Kept { life_s: Option<i64> },
    /// A new one at each use; the one before still works until it runs out.
    Rotating { life_s: i64 },
    /// A new one at each use; the one before is used up. Using it again
    /// revokes all that came of the sign-in if `reuse_revokes`.
    Once { life_s: i64, reuse_revokes: bool },
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Flavour {
    /// Paths of the consent page, as the router writes them.
    pub(crate) authorize: &'static [&'static str],
    /// Paths of the token endpoint.
    pub(crate) token: &'static [&'static str],
    /// Whether the token endpoint also takes GET (Meta).
    pub(crate) token_by_get: bool,
    /// Paths at which a token is revoked.
    pub(crate) revoke: &'static [&'static str],
    pub(crate) pkce: Pkce,
    pub(crate) client_auth: ClientAuth,
    /// `client_id`, or `client_key`.
    pub(crate) client_id: &'static str,
    /// Between scopes in the address of the consent page and in answers.
    pub(crate) separator: char,
    /// The scopes that exist; empty for any.
    pub(crate) scopes: &'static [&'static str],
    pub(crate) code_life_s: i64,
    /// `None` for access tokens that do not run out.
    pub(crate) access_life_s: Option<i64>,
    pub(crate) refresh: Refresh,
    /// What access tokens begin with.
    pub(crate) prefix: &'static str,
    pub(crate) token_type: &'static str,
    /// Whether `response_type=code` may be left out.
    pub(crate) response_type_optional: bool,
}

impl Flavour {
    /// What most networks do; a flavour names what differs.
    pub(crate) const STANDARD: Self = Self {
        authorize: &["/oauth/authorize"],
        token: &["/oauth/token"],
        token_by_get: false,
        revoke: &[],
        pkce: Pkce::Optional,
        client_auth: ClientAuth::Either,
        client_id: "client_id",
        separator: ' ',
        scopes: &[],
        code_life_s: 600,
        access_life_s: Some(3600),
        refresh: Refresh::None,
        prefix: "",
        token_type: "Bearer",
        response_type_optional: false,
    };

    pub(crate) fn scopes_of(&self, text: &str) -> Vec<String> {
        let separators = [self.separator, ' ', '+'];
        text.split(separators).filter(|scope| !scope.is_empty()).map(str::to_owned).collect()
    }

    pub(crate) fn join(&self, scopes: &[String]) -> String {
        scopes.join(&self.separator.to_string())
    }
}
