import { getPostBySlug } from "@/lib/api";

export default async function Post({ params }) {
  return <article>{(await getPostBySlug(params.slug)).content}</article>;
}
