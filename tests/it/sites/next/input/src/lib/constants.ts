export const SITE_URL = "https://example.org";
export const SITE_TITLE = "The Ship Mill";
export const SITE_DESCRIPTION: string = "Anchored in the river";
