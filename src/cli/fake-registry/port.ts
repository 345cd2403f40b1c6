/** Where the fake registry listens unless somebody says otherwise. */
export const FAKE_REGISTRY_PORT = 4012;
