"""What the chat page shows and keeps, without Gradio: panels, the corpus to read, private documents, access, and memory."""
