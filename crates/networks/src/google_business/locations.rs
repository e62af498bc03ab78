//! Which locations a consent opens, and who they are.

use super::wire::{Accounts, Location, Locations};
use super::{GoogleBusiness, POSTS, default_limits, location, name};
use crate::google::Tokens;
use crate::{Error, Profile};

const ACCOUNTS: &str = "https://mybusinessaccountmanagement.googleapis.com";
const INFORMATION: &str = "https://mybusinessbusinessinformation.googleapis.com";
const READ_MASK: &str = "name,title,storefrontAddress,metadata";
/// No account has so many pages; an endless list ends here.
const PAGES_MAX: usize = 50;

impl GoogleBusiness {
    /// `GET /v1/accounts` and, for each, `GET /v1/{account}/locations` (reference/accountmanagement/rest/v1/accounts/list,
    /// reference/businessinformation/rest/v1/accounts.locations/list). A location that several accounts share comes once.
    pub(super) async fn all_locations(&self, tokens: &Tokens) -> Result<Vec<Profile>, Error> {
        let mut profiles: Vec<Profile> = Vec::new();
        let mut page = String::new();
        for _ in 0..PAGES_MAX {
            let mut query = vec![("pageSize", "20")];
            if !page.is_empty() {
                query.push(("pageToken", &page));
            }
            let call = self.get(tokens, ACCOUNTS, "/v1/accounts", &query)?;
            let found: Accounts = self.google.ask(call).await?.json()?;
            for account in found.accounts {
                let account = name(&account.name, &["accounts"])?;
                for place in self.locations_of(tokens, &account).await? {
                    let end = format!("/{}", place.name);
                    if !profiles.iter().any(|known| known.remote_id.ends_with(&end)) {
                        profiles.push(self.describe(&account, &place)?);
                    }
                }
            }
            page = found.next_page_token.unwrap_or_default();
            if page.is_empty() {
                break;
            }
        }
        Ok(profiles)
    }

    async fn locations_of(&self, tokens: &Tokens, account: &str) -> Result<Vec<Location>, Error> {
        let mut all = Vec::new();
        let mut page = String::new();
        for _ in 0..PAGES_MAX {
            let mut query = vec![("readMask", READ_MASK), ("pageSize", "100")];
            if !page.is_empty() {
                query.push(("pageToken", &page));
            }
            let call = self.get(tokens, INFORMATION, &format!("/v1/{account}/locations"), &query)?;
            let found: Locations = self.google.ask(call).await?.json()?;
            all.extend(found.locations);
            page = found.next_page_token.unwrap_or_default();
            if page.is_empty() {
                break;
            }
        }
        Ok(all)
    }

    /// `GET /v1/locations/{l}` (reference/businessinformation/rest/v1/locations/get).
    pub(super) async fn read_location(&self, tokens: &Tokens, remote_id: &str) -> Result<Profile, Error> {
        let own = location(remote_id)?;
        let (account, place) = own.split_once("/locations/").unwrap_or((&own, ""));
        let path = format!("/v1/locations/{place}");
        let call = self.get(tokens, INFORMATION, &path, &[("readMask", READ_MASK)])?;
        let found: Location = self.google.ask(call).await?.json()?;
        self.describe(account, &found)
    }

    fn describe(&self, account: &str, place: &Location) -> Result<Profile, Error> {
        let remote_id = location(&format!("{account}/{}", place.name))?;
        let address = place.storefront_address.as_ref();
        let town = address.and_then(|address| address.locality.as_deref()).unwrap_or_default();
        let street = address.and_then(|address| address.address_lines.first()).map_or("", String::as_str);
        let parts = [place.title.as_str(), street, town];
        let handle = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
        let maps = place.metadata.as_ref().and_then(|metadata| metadata.maps_uri.clone());
        Ok(Profile {
            handle: if handle.is_empty() { place.name.clone() } else { handle },
            display_name: if place.title.is_empty() { place.name.clone() } else { place.title.clone() },
            profile_url: maps.unwrap_or_else(|| "https://business.google.com/locations".to_owned()),
            avatar_url: None,
            base_url: self.google.host(POSTS),
            limits: default_limits(),
            remote_id,
        })
    }
}
