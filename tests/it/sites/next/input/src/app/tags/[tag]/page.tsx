export default function Tag({ params }) {
  return <h1>{params.tag}</h1>;
}
